# include each_time.py
# include content.py
# include decided.py
# include audit.py
# include stopped.py
# include delivery.py
# A release is announced by the robot, stopped by one of those it was announced to, or a controller, and let go by whoever
# stopped it, or a controller: each once, in one's own name, and on the invoice's record.
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
    if set(changed) - {'x_reason', 'x_stopped_by', 'x_lifted_by'} or ('x_lifted_by' in changed and len(changed) > 1):
        raise UserError('A release can be stopped, with a reason, and let go. Nothing else of it is changed.')
    if 'x_lifted_by' in changed:
        if not one.x_stopped_by or before['x_lifted_by'] or one.x_lifted_by != me:
            raise UserError('Only a stop that stands is lifted, in your own name.')
        if me != one.x_stopped_by and not me.has_group(CONTROLLER):
            raise UserError('%s stopped it: they, or a controller, let it leave.' % one.x_stopped_by.name)
        one.write({'x_lifted_on': datetime.datetime.utcnow().replace(microsecond=0)})
        audit(move, 'let-go', 'Stop of %s lifted' % one.x_stopped_by.name, {})
        one.message_post(body='%s lets it leave.' % me.name, subtype_xmlid='mail.mt_note', author_id=me.partner_id.id)
        continue
    # Odoo tells the old values of what was written alone.
    if before.get('x_stopped_by', one.x_stopped_by):
        raise UserError('%s stopped it, and that stays as it is. It can be let go.' % one.x_stopped_by.name)
    if me not in one.x_team_ids and not me.has_group(CONTROLLER):
        raise UserError('Only those it was announced to, or a controller, stop a release.')
    if 'x_stopped_by' in changed:
        if one.x_stopped_by != me:
            raise UserError('A release is stopped in your own name.')
        if not (one.x_reason or '').strip():
            raise UserError('Give the reason first: why must it not leave?')
        # Odoo itself calls an invoice sent for good, also where it was reset, changed and approved again since.
        decision = env['x_billing_decision'].sudo().browse(one.x_decision).exists()
        if not decision or delivery(move, decision.create_date)['state'] in ('left', 'waiting'):
            raise UserError('%s has left already, or its mail is on its way. If it is wrong, credit it.' % move.name)
        one.write({'x_stopped_on': datetime.datetime.utcnow().replace(microsecond=0)})
        audit(move, 'stopped', 'Kept from leaving', {'reason': one.x_reason})
        one.message_post(
            body='%s stopped it: %s' % (me.name, one.x_reason), subtype_xmlid='mail.mt_note', author_id=me.partner_id.id)
