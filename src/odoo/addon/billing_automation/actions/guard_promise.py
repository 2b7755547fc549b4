# include each_time.py
# A promise to pay is written down once, in one's own name, and withdrawn or left alone: what was paid says whether it was kept.
old = env.context.get('old_values')
for one in records.sudo():
    move = one.x_move_id
    if old is not None:
        before = old.get(one.id, {})
        changed = [name for name in before if name.startswith('x_') and before[name] != one[name]]
        if not changed:
            continue
        if set(changed) - {'x_withdrawn_by', 'x_withdrawn_on'} or 'x_withdrawn_by' not in changed or before['x_withdrawn_by']:
            raise UserError('A promise stays as it was made. Withdraw it, and write down another.')
        if one.x_withdrawn_by != env.user:
            raise UserError('A promise is withdrawn in your own name.')
        one.write({'x_withdrawn_on': datetime.datetime.now()})
        continue
    if move.move_type != 'out_invoice' or move.state != 'posted' or move.company_id not in env.user.company_ids:
        raise UserError('A promise is about a posted customer invoice of your company.')
    if one.x_withdrawn_by or one.x_withdrawn_on:
        raise UserError('A promise is made first, and withdrawn later.')
    money = move.currency_id
    if money.compare_amounts(one.x_amount, 0.0) <= 0 or money.compare_amounts(one.x_amount, move.amount_residual) > 0:
        raise UserError('%s: %.2f %s is open. Write down a part of that, or all of it.' % (move.name, move.amount_residual, money.name))
    if money.compare_amounts(one.x_amount, money.round(one.x_amount)) or money.round(one.x_amount) != one.x_amount:
        one.write({'x_amount': money.round(one.x_amount)})
    if one.x_by < datetime.datetime.now(timezone(env.user.tz or 'UTC')).date():
        raise UserError('%s is over: give a day that is to come.' % one.x_by)
    if not (one.x_promised_by or '').strip():
        raise UserError('Say who promised it.')
    one.write({'x_name': '%s: %.2f %s by %s' % (move.name, one.x_amount, money.name, one.x_by)})
    move.message_post(
        body='%s promised to pay %.2f %s by %s.' % (one.x_promised_by, one.x_amount, money.name, one.x_by.strftime('%-d %b %Y')),
        subtype_xmlid='mail.mt_note', author_id=env.user.partner_id.id)
