wanted = env.context['billing']
cases = env['x_billing_case'].sudo().search([
    ('x_state', '=', 'open'), ('x_code', 'in', wanted['codes']), ('x_key', 'not in', wanted['still_open'])])
cases.write({'x_state': 'closed', 'x_note': wanted['note']})
action = {'closed': len(cases)}
