# include own_key.py
# This batch has arrived: nobody needs it any more. Confirming twice is no mistake.
wanted = given
listener = env['x_billing_listener'].sudo().search([('x_key', '=', wanted['key'])], limit=1)
done = env['x_billing_event'].sudo().search([('x_listener', '=', listener.id), ('x_batch', '=', wanted['batch'])])
action = {'confirmed': len(done)}
done.unlink()
