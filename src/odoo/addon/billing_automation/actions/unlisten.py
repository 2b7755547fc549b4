# include own_key.py
# No hints any more. Events go on being written down, so that a workflow switched on again misses nothing, unless the
# listener is to be forgotten.
wanted = given
listener = env['x_billing_listener'].sudo().search([('x_key', '=', wanted['key'])])
listener.x_hint_id.unlink()
if wanted['forget']:
    env['x_billing_event'].sudo().search([('x_listener', 'in', listener.ids)]).unlink()
    listener.unlink()
action = {'listening': bool(listener.exists())}
