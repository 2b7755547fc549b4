# include given.py
# Writes the version of the approval policy a file says as a draft, whole or not at all, with the rights and in the name of
# whoever imports it. It was compared with what Odoo had until version `last`.
payload = given
values = payload['values']
# Of two imports at once the second begins anew, and sees what the first has written.
env.cr.execute("UPDATE ir_model SET write_date = write_date WHERE model = 'x_billing_policy'")
others = env['x_billing_policy'].sudo().search([('x_company_id', '=', values.get('x_company_id', False))])
if max(others.mapped('x_version') or [0]) != payload['last']:
    raise UserError('%s has got a version since it was compared: import the file again.' % values['x_name'])
action = {'id': env['x_billing_policy'].create(values).id}
