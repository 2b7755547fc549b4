# include given.py
wanted = given
solved = [('x_state', '=', 'open'), ('x_key', 'not in', wanted['still_open'])]
# What a robot may not see it has not looked at.
solved += ['|', ('x_company_id', '=', False), ('x_company_id', 'in', env.user.company_ids.ids)]
if 'looked_at' in wanted:
    solved.append(('x_key', 'in', wanted['looked_at']))
if 'companies' in wanted:
    solved.append(('x_company_id', 'in', wanted['companies']))
if 'cases' in wanted:
    written = {case_id: at for case_id, at in wanted['cases']}
    solved.append(('id', 'in', list(written)))
else:
    solved.append(('x_code', 'in', wanted['codes']))
cases = env['x_billing_case'].sudo().search(solved)
if 'cases' in wanted:
    # Who found or changed one since knew more.
    cases = cases.filtered(lambda case: str(case.write_date)[:19] == written[case.id])
cases.write({'x_state': 'closed', 'x_note': wanted['note']})
action = {'closed': len(cases)}
