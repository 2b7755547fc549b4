# Puts a proposed policy in force. Earlier versions are superseded in the same moment: they decide until its first day.
for policy in records:
    if policy.x_status != 'proposed':
        raise UserError('%s is %s: only what is proposed can be put in force.' % (policy.x_name, policy.x_status))
    # Written, not only locked: whoever puts another in force at this moment starts over and finds this one.
    env.cr.execute("UPDATE ir_model SET write_date = write_date WHERE model = 'x_billing_policy'")
    others = env['x_billing_policy'].sudo().search([('x_company_id', '=', policy.x_company_id.id), ('x_status', '=', 'in-force')])
    policy.write({'x_status': 'in-force', 'x_agreed_by': env.uid, 'x_agreed_on': datetime.datetime.now()})
    for other in others:
        if other.x_version < policy.x_version:
            other.write({'x_status': 'superseded'})
