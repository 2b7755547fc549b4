# include given.py
wanted = given
solved = [('x_state', '=', 'open'), ('x_key', 'not in', wanted['still_open'])]
# What a robot may not see it has not looked at.
solved += ['|', ('x_company_id', '=', False), ('x_company_id', 'in', env.user.company_ids.ids)]
if 'looked_at' in wanted:
    solved.append(('x_key', 'in', wanted['looked_at']))
if 'companies' in wanted:
    solved.append(('x_company_id', 'in', wanted['companies']))
if 'work' in wanted:
    # Found by a billing run over no more work than this one has judged.
    work = wanted['work']
    solved += [('x_work_to', '!=', False), ('x_work_to', '<=', work['to'])]
    if work['customers']:
        solved.append(('x_order_id.partner_id', 'in', work['customers']))
    if work['orders']:
        solved.append(('x_order_id', 'in', work['orders']))
else:
    solved.append(('x_code', 'in', wanted['codes']))
cases = env['x_billing_case'].sudo().search(solved)
if 'work' in wanted:
    # Nor found or changed by anybody since it began to read. (A domain would compare whole seconds.)
    began = env.cr.now() - datetime.timedelta(seconds=wanted['work']['seconds'])
    cases = cases.filtered(lambda case: case.write_date < began)
cases.write({'x_state': 'closed', 'x_note': wanted['note']})
action = {'closed': len(cases)}
