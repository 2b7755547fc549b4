# Makes a draft of proposed terms again, to be changed and proposed anew.
for terms in records:
    if terms.x_status != 'proposed':
        raise UserError('%s is %s: only what is proposed can be sent back.' % (terms.display_name, terms.x_status))
    terms.write({'x_status': 'draft', 'x_proposed_by': False, 'x_proposed_on': False, 'x_content': False})
