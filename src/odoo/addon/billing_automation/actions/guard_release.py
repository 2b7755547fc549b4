# include each_time.py
# include content.py
# include decided.py
# include audit.py
# include stopped.py
# include delivery.py
# A release is announced by the robot, stopped by one of those it was announced to, or a controller, and let go by whoever
# stopped it, or a controller: each in one's own name, and on the invoice's record. Let go, it may be stopped anew.
CONTROLLER = 'billing_automation.group_controller'
old = env.context.get('old_values')
for one in records.sudo():
    if old is None:
        if not env.user.has_group('billing_automation.group_robot_drafter'):
            raise UserError('Releases are announced by the billing robot: release the invoice in n8n.')
        continue
    before, changed = old.get(one.id, {}), []
    for name in before:
        if name.startswith('x_') and before[name] != one[name]:
            changed.append(name)
    if not changed:
        continue
    move, me = one.x_move_id, env.user
    now = datetime.datetime.utcnow().replace(microsecond=0)
    lifts = 'x_lifted_by' in changed and one.x_lifted_by
    if set(changed) - {'x_reason', 'x_stopped_by', 'x_lifted_by'} or (lifts and len(changed) > 1):
        raise UserError('A release can be stopped, with a reason, and let go. Nothing else of it is changed.')
    # Odoo tells the old values of what was written alone.
    stopper = before.get('x_stopped_by', one.x_stopped_by)
    stands = stopper and not before.get('x_lifted_by', one.x_lifted_by)
    if lifts:
        if not stands or one.x_lifted_by != me:
            raise UserError('Only a stop that stands is lifted, in your own name.')
        if me != stopper and not me.has_group(CONTROLLER):
            raise UserError('%s stopped it: they, or a controller, let it leave.' % stopper.name)
        # Nobody's time to object ran while it was stopped: what was left of it is left now.
        left = max(one.x_leaves_on - one.x_stopped_on, datetime.timedelta(0))
        one.write({'x_lifted_on': now, 'x_leaves_on': now + left, 'x_reason': False})
        audit(move, 'let-go', 'Stop of %s lifted' % stopper.name, {})
        until = ' It can be stopped anew until %s UTC.' % str(now + left)[:16] if left else ''
        one.with_context(mail_notify_force_send=True).message_post(
            body='%s lets it leave.%s' % (me.name, until), subtype_xmlid='mail.mt_note', author_id=me.partner_id.id,
            email_from=me.email_formatted or move.company_id.email_formatted,
            partner_ids=(one.x_team_ids - me).partner_id.ids if left else [])
        continue
    if stands:
        raise UserError('%s stopped it, and that stays as it is. It can be let go.' % stopper.name)
    if me not in one.x_team_ids and not me.has_group(CONTROLLER):
        raise UserError('Only those it was announced to, or a controller, stop a release.')
    if 'x_stopped_by' in changed or 'x_lifted_by' in changed:
        if one.x_stopped_by != me:
            raise UserError('A release is stopped in your own name.')
        if not (one.x_reason or '').strip():
            raise UserError('Give the reason first: why must it not leave?')
        # Odoo itself calls an invoice sent for good, also where it was reset, changed and approved again since.
        decision = env['x_billing_decision'].sudo().browse(one.x_decision).exists()
        known = delivery(move, decision.create_date) if decision else {'state': 'left'}
        if known['state'] in ('left', 'waiting'):
            raise UserError('%s has left already, or its mail is on its way. If it is wrong, credit it.' % move.name)
        one.write({'x_stopped_on': now, 'x_lifted_by': False, 'x_lifted_on': False})
        audit(move, 'stopped', 'Kept from leaving', {'reason': one.x_reason})
        one.message_post(
            body='%s stopped it: %s' % (me.name, one.x_reason), subtype_xmlid='mail.mt_note', author_id=me.partner_id.id)
        # A mail that failed could be tried again, and what waits for Odoo's own sending would hold the others up.
        known['message'].notification_ids.mail_mail_id.filtered(lambda mail: mail.state == 'exception').cancel()
        if move.sending_data:
            move.write({'sending_data': False})
            move.message_post(
                body='Not sent in the background: %s' % stop_words(one), subtype_xmlid='mail.mt_note',
                author_id=me.partner_id.id)
