# include given.py
# Writes what a file of terms says, all of it or nothing, with the rights and in the name of whoever imports it: new
# agreements, and versions as drafts. Each was compared with what Odoo had until version `last`.
payload = given
Agreement = env['x_billing_agreement'].with_context(active_test=False)


def of_key(key):
    found = Agreement.search([('x_key', '=', key)])
    if len(found) != 1:
        raise UserError('There is no agreement %s any more: import the file again.' % key)
    return found


for one in payload['agreements']:
    values = dict(one['values'])
    if one['under']:
        values['x_under_id'] = of_key(one['under']).id
    Agreement.create(values)
last = {}
for one in payload['versions']:
    agreement = of_key(one['agreement'])
    if one['agreement'] not in last:
        # Of two imports at once the second begins anew, and sees what the first has written.
        env.cr.execute('UPDATE x_billing_agreement SET write_date = write_date WHERE id = %s', [agreement.id])
        last[one['agreement']] = max(agreement.x_terms_ids.mapped('x_version') or [0])
    if last[one['agreement']] != one['last']:
        raise UserError('%s has got a version since it was compared: import the file again.' % agreement.x_name)
    env['x_billing_terms'].create(dict(one['values'], x_agreement_id=agreement.id))
action = {'written': len(payload['versions'])}
