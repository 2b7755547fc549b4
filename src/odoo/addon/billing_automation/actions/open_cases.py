# One cause, one case: the key finds it again, open or closed.
KEYS = '__billing_case__'
cases = env['x_billing_case'].sudo()
currencies = {row.name: row.id for row in env['res.currency'].sudo().search([])}
# Whom no rule names, a controller owns: a case without an owner waits for nobody.
controller = env['res.users'].sudo().search(
    [('group_ids', 'in', env.ref('billing_automation.group_controller').id)], order='id', limit=1)
# Written, not only locked: whoever comes second starts over and finds the cases of the first.
env.cr.execute("UPDATE ir_model SET write_date = write_date WHERE model = 'x_billing_case'")
answers = []
for wanted in env.context['billing']['cases']:
    key = wanted['x_key']
    values = {name: value for name, value in wanted.items() if name != 'currency'}
    values['x_currency_id'] = currencies.get(wanted['currency']) or env.company.currency_id.id
    if not values.get('x_company_id'):
        values['x_company_id'] = env.company.id
    values['x_owner_id'] = values['x_owner_id'] or controller.id
    case = cases.search([('x_key', '=', key)], limit=1)
    if not case:
        case = cases.create({**values, 'x_state': 'open'})
        env['ir.model.data'].sudo().create(
            {'module': KEYS, 'name': key, 'model': 'x_billing_case', 'res_id': case.id, 'noupdate': True})
        status = 'opened'
    elif case.x_state == 'closed':
        case.write({**values, 'x_state': 'open', 'x_note': False})
        case.message_post(body='Opened again: the cause is back.')
        status = 'reopened'
    elif case.x_detail != values['x_detail'] or abs(case.x_amount - values['x_amount']) > 0.005:
        # The deadline and a person's own choice of owner stay as they are.
        case.write({name: values[name] for name in ('x_name', 'x_detail', 'x_next_step', 'x_severity', 'x_amount', 'x_currency_id')})
        status = 'updated'
    else:
        status = 'unchanged'
    answers.append({'key': key, 'id': case.id, 'status': status})
action = {'answers': answers}
