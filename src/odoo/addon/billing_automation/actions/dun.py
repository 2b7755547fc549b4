# include receivable.py
# include given.py
# Sends one level of a firm's reminders for one invoice, once: the note that it was told and its mail are written in one
# transaction, and Odoo's own mail queue sends it. Whoever comes second starts over, and finds it told.
asked = given
move = env['account.move'].sudo().browse(asked['id']).exists()
level = env['x_billing_dunning_level'].sudo().browse(asked['level']).exists()
# Odoo tries the call again where somebody else was faster.
env.cr.execute('UPDATE account_move SET write_date = write_date WHERE id = %s', [move.id or 0])
plan = level.x_plan_id
known = env['x_billing_reminder'].sudo().search([('x_move_id', '=', move.id), ('x_level', '=', level.id)], limit=1)
if not move or not level or move.state != 'posted':
    action = {'status': 'changed', 'to': ''}
elif known:
    action = {'status': 'already-told', 'to': known.x_to or ''}
elif not plan.x_on or plan != plan_of(move) or receivable(move)['seal'] != asked['seal']:
    action = {'status': 'changed', 'to': ''}
elif level.x_template_id.model != 'account.move':
    raise UserError('%s: its mail "%s" is not about invoices. Choose another under Billing, Payment reminders.' % (
        level.x_name, level.x_template_id.name))
else:
    reminder = env['x_billing_reminder'].sudo().create({
        'x_name': level.x_name, 'x_move_id': move.id, 'x_level': level.id, 'x_days': level.x_days, 'x_asked': asked['asked'],
        'x_reason': asked['reason']})
    # What is asked for is less than what is open where a part of it is disputed or promised.
    told = {'asked': asked['asked'], 'level': level.x_name}
    mail = env['mail.mail'].sudo().browse(
        level.x_template_id.with_company(move.company_id).with_context(billing_reminder=told).send_mail(
            move.id,
            # Kept, so that what became of it can be looked up.
            email_values={'auto_delete': False}))
    to = sorted([address for address in [mail.email_to] + mail.recipient_ids.mapped('email') if address])
    if to:
        reminder.write({'x_mail_id': mail.id, 'x_to': ', '.join(to)})
        # As every mail to a follower has one: a bounce that comes back is noted on it.
        mail.write({'is_notification': True})
        env['mail.notification'].sudo().create([{
            'author_id': mail.author_id.id, 'mail_message_id': mail.mail_message_id.id, 'mail_mail_id': mail.id,
            'notification_type': 'email', 'notification_status': 'ready', 'res_partner_id': partner.id,
        } for partner in mail.recipient_ids])
        env.ref('mail.ir_cron_mail_scheduler_action').sudo()._trigger()
        action = {'status': 'told', 'to': ', '.join(to)}
    else:
        mail.unlink()
        reminder.unlink()
        action = {'status': 'no-address', 'to': ''}
