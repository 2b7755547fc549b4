# include own_key.py
# Somebody wants to be told of billing events from now on. Asking again changes what is wanted and where to hint at it;
# what was written down meanwhile stays.
wanted = given
if wanted['url'] and not wanted['url'].startswith(('https://', 'http://')):
    raise UserError('The address to hint at has to begin with https:// or http://.')
# Written, not only locked: whoever comes second starts over and finds the listener of the first.
env.cr.execute("UPDATE ir_model SET write_date = write_date WHERE model = 'x_billing_listener'")
listeners = env['x_billing_listener'].sudo()
listener = listeners.search([('x_key', '=', wanted['key'])], limit=1)
values = {
    'x_name': wanted['name'], 'x_kinds': ',%s,' % ','.join(wanted['kinds']), 'x_looked_on': datetime.date.today(),
}
if listener:
    listener.write(values)
else:
    if listeners.search_count([]) >= 100:
        raise UserError('A hundred workflows listen to billing events already. Switch some of them off.')
    listener = listeners.create({**values, 'x_key': wanted['key']})
env['x_billing_event'].sudo().search(
    [('x_listener', '=', listener.id), ('x_kind', 'not in', wanted['kinds'])]).unlink()
if wanted['url']:
    hint = {
        'name': 'Billing: hint for %s' % wanted['name'], 'state': 'webhook', 'webhook_url': wanted['url'],
        'model_id': env['ir.model']._get_id('x_billing_event'), 'webhook_field_ids': [Command.clear()],
    }
    if listener.x_hint_id:
        listener.x_hint_id.write(hint)
    else:
        listener['x_hint_id'] = env['ir.actions.server'].sudo().create(hint)
action = {'listening': True}
