# include given.py
wanted = given
solved = [('x_state', '=', 'open'), ('x_code', 'in', wanted['codes']), ('x_key', 'not in', wanted['still_open'])]
# What a robot may not see it has not looked at.
solved += ['|', ('x_company_id', '=', False), ('x_company_id', 'in', env.user.company_ids.ids)]
if 'looked_at' in wanted:
    solved.append(('x_key', 'in', wanted['looked_at']))
if 'companies' in wanted:
    solved.append(('x_company_id', 'in', wanted['companies']))
cases = env['x_billing_case'].sudo().search(solved)
cases.write({'x_state': 'closed', 'x_note': wanted['note']})
action = {'closed': len(cases)}
