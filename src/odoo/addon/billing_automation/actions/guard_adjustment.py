# include each_time.py
# include live_parts.py
# include adjusting.py
# include own_approval.py
# Who adjusts, when and with which authority is Odoo's to say; an adjustment is made once, and withdrawn or left alone.
old = env.context.get('old_values')
# A draft whose line is adjusted with its work, by the window that does both; and the rows that are taken off it.
prebill = env.cr.precommit.data.get('billing prebill') or {'move': 0, 'rows': []}
off = env['x_billing_part'].sudo().browse(prebill['rows'])
draft = env['account.move'].sudo().browse(prebill['move']).exists()
STAMPED = ('x_withdrawn_by', 'x_withdrawn_on')
authority = authority_of(env.user)
for one in records.sudo():
    record = one.x_record
    work = work_of(record.sudo()) if record else {}
    order = work['order'] if work else one.x_order_id
    # Drafting locks the same row: it sees the adjustment, or the adjustment sees the draft.
    if order:
        env.cr.execute('UPDATE sale_order SET write_date = write_date WHERE id = %s', [order.id])
    held = live_parts(record._name, [record.id]) if record else env['x_billing_part'].sudo().browse()
    period = latest_end(held.x_move_id | draft)
    if old is not None:
        before = old.get(one.id, {})
        changed = [name for name in before if name.startswith('x_') and before[name] != one[name]]
        if not changed:
            continue
        if any(name not in STAMPED for name in changed) or 'x_withdrawn_by' not in changed or before['x_withdrawn_by']:
            raise UserError('An adjustment stays as it was made. Withdraw it, and make another.')
        if one.x_withdrawn_by != env.user:
            raise UserError('An adjustment is withdrawn in your own name.')
        if not authority or not (one.create_uid == env.user or 'controller' in authority):
            raise UserError('%s made this adjustment: they or a billing controller can withdraw it.' % one.create_uid.name)
        if held and one.x_kind in ('write-down', 'write-up'):
            raise UserError('%s is on %s already, adjusted. Cancel or credit that first.' % (one.x_name, held[0].x_move_id.display_name))
        one.write({'x_withdrawn_on': datetime.datetime.now()})
        continue
    if not authority:
        raise UserError('Work is adjusted by a billing preparer, approver or controller, in their own name.')
    if not record or not order:
        raise UserError('Choose work a customer pays for: time, a milestone or a fee of a sales order, or an expense to re-invoice.')
    # Its name says whose work it is and what was done: nobody learns that by adjusting.
    if not record.with_user(env.uid).has_access('read'):
        work['name'] = 'Work of %s on %s' % (order.name, work['day'])
    if order.company_id not in env.user.company_ids:
        raise UserError('%s is of %s, a company you do not work for.' % (order.name, order.company_id.name))
    if one.x_withdrawn_by or one.x_withdrawn_on:
        raise UserError('An adjustment is made first, and withdrawn later.')
    if not (one.x_reason or '').strip():
        raise UserError('Give a reason: whoever approves the invoice reads it.')
    if one.x_kind in ('write-down', 'write-up'):
        if (one.x_percent > 0) == (one.x_amount > 0) or one.x_percent < 0 or one.x_amount < 0:
            raise UserError('Say by how much to %s: by an amount or by a percentage, not both.' % KIND[one.x_kind])
        if one.x_kind == 'write-down' and one.x_percent > 100:
            raise UserError('More than all of it can\'t be written down.')
    elif one.x_percent or one.x_amount:
        raise UserError('You %s an entry as a whole: leave amount and percentage empty, or choose Write down.' % KIND[one.x_kind])
    elif not one.x_quantity and len(adjustments_of(record, one.x_kind, period).filtered(lambda each: not each.x_quantity)) > 1:
        raise UserError('%s: somebody did this before. See Billing, Adjustments.' % work['name'])
    if record._name == 'sale.order.line' and (record.qty_delivered_method in ('timesheet', 'milestones') or record.is_expense or record.is_downpayment):
        raise UserError('%s is paid by its time, milestones or expenses: adjust those.' % record.name)
    if record._name == 'sale.order.line' and one.x_kind != 'hold':
        raise UserError('A fee can be held. To charge less, change its order line or its terms.')
    quantity = sum(held.mapped('x_quantity')) if held else 0.0
    if one.x_until and one.x_kind != 'hold':
        raise UserError('A day it is not billed before goes with a hold.')
    if (one.x_quantity or one.x_until) and record._name not in ('account.analytic.line', 'hr.expense'):
        raise UserError('%s is held as a whole, until it is released.' % work['name'])
    if one.x_quantity:
        if not one.x_quantity.replace('.', '', 1).isdigit() or not float(one.x_quantity) or one.x_kind not in ('hold', 'write-off'):
            raise UserError('How much is held or written off is a quantity above zero, 1.5 say.')
        said = 0.0
        for kind in ('hold', 'write-off'):
            for each in adjustments_of(record, kind, period):
                said += float(each.x_quantity or 0)
        if said + abs(quantity) > abs(work['quantity']) + 1e-6:
            raise UserError('%s: more is held or written off than is on no invoice.' % work['name'])
    elif held and record._name != 'sale.order.line' and held.x_move_id.ids != [prebill['move']] and (one.x_kind in ('write-down', 'write-up') or abs(quantity) + 1e-9 >= abs(work['quantity'])):
        raise UserError('%s is on %s already. Cancel or credit that first; what is billed in part can be held or written off for the rest.' % (
            work['name'], held[0].x_move_id.display_name))
    # Percent are of what the work was worth before anybody adjusted it; the ledger has what is left.
    left = left_by(priced(record, period).filtered_domain([('id', '<', one.id)]))
    worth = sum(held.mapped('x_value')) / left if held and held.x_move_id.ids == [prebill['move']] and left > 1e-9 else 0.0
    reason = forbidden(one, work, authority, worth, off, period)
    if reason:
        raise UserError('%s: %s' % (work['name'], reason))
    gone = [('x_model', '=', record._name), ('x_record_id', '=', record.id), ('x_verdict', '=', 'bill'), ('x_move_line_id', '=', False)]
    for move in env['x_billing_part'].sudo().search(gone).x_move_id if one.x_kind in ('hold', 'write-off') else []:
        if move.state == 'draft' and approved_by(env.user, move):
            raise UserError('%s: you approved %s as it reads now. What becomes of work that is off it is for somebody else to say.' % (
                work['name'], move.display_name))
    one.write({
        'x_name': work['name'], 'x_authority': ', '.join(authority), 'x_date': work['day'], 'x_order_id': order.id,
        'x_company_id': order.company_id.id, 'x_currency_id': order.currency_id.id,
    })
