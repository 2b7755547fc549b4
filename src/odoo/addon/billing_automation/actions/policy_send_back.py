# Makes a draft of a proposed policy again, to be changed and proposed anew.
for policy in records:
    if policy.x_status != 'proposed':
        raise UserError('%s is %s: only what is proposed can be sent back.' % (policy.x_name, policy.x_status))
    policy.write({'x_status': 'draft', 'x_proposed_by': False, 'x_proposed_on': False, 'x_content': False})
