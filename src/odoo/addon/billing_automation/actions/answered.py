# Somebody looked at what the customer wrote, up to the message they saw, and there is nothing to dispute: reminders go on.
move = record.sudo()
if move.company_id not in env.user.company_ids:
    raise UserError('This invoice is of another company.')
if not env.context.get('heard'):
    raise UserError('Press the button on the invoice, next to what the customer wrote.')
seen = env['mail.message'].sudo().browse(env.context['heard']).exists()
if seen and (seen.model != 'account.move' or seen.res_id != move.id):
    raise UserError('This message is about another document.')
if seen and seen.id > move.x_billing_heard_up_to:
    move.write({'x_billing_heard_up_to': seen.id})
    move.message_post(
        body='What %s wrote was looked at: nothing is disputed, and reminders go on.' % (
            seen.author_id.display_name or seen.email_from or 'the customer'),
        subtype_xmlid='mail.mt_note', author_id=env.user.partner_id.id)
