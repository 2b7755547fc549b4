# include taken_off.py
# include cut.py
# include held_twice.py
# include relink.py
# include content.py
# include audit.py
# Takes work off a draft, and says what becomes of it: held, moved to a later period or written off, with a reason and in
# the name of whoever does it. What of it is off its lines already is only said.
DONE = {'hold': 'Held', 'write-off': 'Written off'}


def named_of(asked, rows):
    """Those of the rows that are named: of the same work others may be on other lines, or on none."""
    return rows & asked.x_part_ids.sudo()


def meant_of(asked, line, rows):
    """Those of a line's rows that are named, or all where nobody named any: what is named and not on it is not the rest."""
    if not asked.x_part_ids:
        return rows
    found = named_of(asked, rows)
    if not found:
        raise UserError('%s: none of the work that was named is on it any more. Look at it again.' % first_line(line))
    return found


def edit(asked, line):
    """The line without as much as is asked for: by the user's own right to edit it."""
    rows, missing, reason = off_line(line.sudo())
    if reason or not rows:
        raise UserError(reason or '%s: no work is behind it. Delete the line.' % first_line(line))
    meant = meant_of(asked, line, rows)
    off = asked.x_quantity or in_line_of(line.sudo(), meant)
    most = min(abs(line.quantity), in_line_of(line.sudo(), meant)) if asked.x_part_ids else abs(line.quantity)
    if off < 0 or off > most + 0.01:
        raise UserError('%s: between 0 and %g %s can be taken off.' % (first_line(line), most, unit_of(line)))
    if off > abs(line.quantity) - 0.00501:
        asked.x_move_id.write({'invoice_line_ids': [Command.delete(line.id)]})
    else:
        left = line.quantity - (off if line.quantity > 0 else -off)
        asked.x_move_id.write({'invoice_line_ids': [Command.update(line.id, {'quantity': left})]})
    return rows


def told(asked, line):
    """Rows of the ledger that a line has taken off it and nobody spoke of, cut off from it."""
    rows, missing, reason = off_line(line)
    if reason:
        raise UserError(reason)
    if not missing:
        return rows.browse()
    wanted, share, known = share_of(line, rows, missing, meant_of(asked, line, rows), WHOLE)
    if not known and wanted[:1].x_model in WHOLE:
        raise UserError('%s: it is billed or held as a whole. Put its quantity back, or take all of it off.' % first_line(line))
    if not known:
        raise UserError('%s: whose work the %g %s are can\'t be told. Leave, or tick, only that work.' % (
            first_line(line), missing, unit_of(line)))
    return first_of(wanted, line, share, {'x_move_line_id': False})


def words(rows):
    said = []
    for row in rows:
        said.append('%s %s %s: %s %s' % (row.x_date, row.x_person or '', row.x_name, row.x_quantity_exact, row.x_unit or ''))
    return '\n'.join(said)


def created(values, rows):
    """An adjustment of work on the draft, in the user's own name and within what the terms let them: of what it is worth
    there, and of the rows that are taken off it."""
    env.cr.precommit.data['billing prebill'] = {'move': move.id, 'rows': rows.ids}
    made = env['x_billing_adjustment'].create(values)
    env.cr.precommit.data.pop('billing prebill')
    return made


def adjust(asked, rows):
    """One adjustment for each record, which answers for its rows; and the ledger says at once what becomes of them."""
    by = '%s by %s, %s.' % (DONE[asked.x_kind], env.user.name, asked.x_reason)
    if asked.x_until:
        by = 'Moved to the billing period of %s by %s, %s.' % (asked.x_until.strftime('%-d %b %Y'), env.user.name, asked.x_reason)
    for model, record_id in records_of(rows):
        own, quantity = of_record(rows, (model, record_id)), 0
        for row in own:
            quantity += scaled(row.x_quantity_exact)
        values = {
            'x_record': '%s,%s' % (model, record_id), 'x_kind': asked.x_kind, 'x_reason': asked.x_reason,
            'x_until': asked.x_until}
        # A fee is held with its order line, a milestone as a whole.
        if model not in WHOLE and quantity > 0:
            values['x_quantity'] = decimal(quantity)
        own.write({'x_adjustment_id': created(values, own).id})
        for row in own:
            row.copy({
                'x_name': row.x_name, 'x_verdict': asked.x_kind, 'x_rule': 'terms.adjustments', 'x_reason': by,
                'x_billed_exact': False, 'x_drawn_exact': False, 'x_move_id': False, 'x_move_line_id': False,
                'x_adjustment_id': False})
    return by


def take(asked, move, line):
    """Rows of what is taken off: what is off a line, or all lines, already; or as much of the line as is asked for."""
    off = env['x_billing_part'].sudo().browse()
    if asked.x_until and asked.x_kind != 'hold':
        raise UserError('A day it is not billed before goes with Hold.')
    if asked.x_until and asked.x_until <= period_end(move):
        raise UserError('%s bills work up to %s: name a later day, or leave it empty to hold the work until it is released.' % (
            move.display_name, period_end(move).strftime('%-d %b %Y')))
    if not line:
        # Of a list that somebody shortened only what is left in it is meant.
        for own in product_lines(move):
            if not asked.x_part_ids or named_of(asked, held_on(own)):
                off |= told(asked, own)
        deleted = off_deleted(move)
        off |= named_of(asked, deleted) if asked.x_part_ids else deleted
    elif off_line(line.sudo())[1]:
        off = told(asked, line.sudo())
    else:
        rows = edit(asked, line)
        rows.invalidate_recordset()
        off = told(asked, line.sudo()) if line.exists() else rows
    if not off:
        raise UserError('Nothing is missing on %s: somebody said meanwhile what becomes of it.' % move.display_name)
    return off


def reprice(asked, line):
    """All work of a line at another price: an adjustment of each record by as many percent of what it is worth, and the
    line and its ledger as the billing run would make them of that. Work that is on other lines of the draft too is adjusted
    by as much money: those lines stay, and the next draft spreads it over all of them."""
    rows, missing, reason = off_line(line.sudo())
    worth, sign = sum(rows.mapped('x_value')), 1.0 if asked.x_kind == 'write-up' else -1.0
    if missing:
        reason = '%s: say first what becomes of what is off it.' % first_line(line)
    if rows and not reason and (worth <= 0 or (asked.x_percent > 0) == (asked.x_amount > 0) or asked.x_percent < 0 or asked.x_amount < 0):
        reason = 'Say by how much, by an amount or by a percentage, not both, of a line that is worth something.'
    if reason or not rows:
        raise UserError(reason or '%s: no work is behind it. Change its price.' % first_line(line))
    percent = asked.x_percent or asked.x_amount / worth * 100
    if sign < 0 and percent > 100:
        raise UserError('More than all of it can\'t be written down.')
    for model, record_id in records_of(rows):
        record = '%s,%s' % (model, record_id)
        own = sum(of_record(rows, (model, record_id)).mapped('x_value'))
        whole = sum(live_parts(model, [record_id]).mapped('x_value'))
        if own <= 0 or whole <= 0:
            raise UserError('%s is worth nothing or less: take it off the line first.' % of_record(rows, (model, record_id))[0].x_name)
        # Percent are of what all of it was worth before anybody adjusted it.
        before = made_of(record, PRICED, period_end(move))
        for made in before.filtered('x_amount'):
            raise UserError('%s is adjusted by an amount: take the line off, and adjust it anew.' % made.x_name)
        created({
            'x_record': record, 'x_kind': asked.x_kind, 'x_reason': asked.x_reason,
            'x_percent': percent * left_by(before) * own / whole}, rows.browse())
    by = '%s %g %% by %s, %s.' % ('Written up' if sign > 0 else 'Written down', percent, env.user.name, asked.x_reason)
    factor = 1 + sign * percent / 100
    # What follows is no price of its own: it is bound to adjustments, each within the authority of whoever makes it.
    env.cr.precommit.data['billing prebill'] = {'move': move.id, 'rows': []}
    asked.x_move_id.write({'invoice_line_ids': [Command.update(line.id, {'price_unit': round(line.price_unit * factor, 8)})]})
    env.flush_all()
    env.cr.precommit.data.pop('billing prebill')
    for row in rows:
        row.write({'x_value': row.x_value * factor, 'x_arithmetic': '%s; %s' % (row.x_arithmetic, by)})
    return rows, by


for asked in records:
    move = asked.x_move_id.sudo()
    asked.x_move_id.check_access('write')
    # Whoever comes second starts over, and finds it said; drafting takes the orders' rows too.
    env.cr.execute('UPDATE account_move SET write_date = write_date WHERE id = %s', [move.id])
    lock_orders(move)
    if move.move_type != 'out_invoice' or move.state != 'draft':
        raise UserError('%s: only of a draft work is taken off. Credit what was posted.' % move.display_name)
    line = asked.x_line_id
    if line and line.move_id != asked.x_move_id:
        raise UserError('The line is of another invoice.')
    if asked.x_kind in DONE:
        off = take(asked, move, line)
        by = adjust(asked, off)
        # A deleted line frees, in Odoo, all time of its order line, which other lines of the invoice may bill.
        relink(times_of(env['x_billing_part'].sudo().search([('x_move_id', '=', move.id), ('x_verdict', '=', 'bill')])), move)
    elif not line or asked.x_until:
        raise UserError('What is off an invoice is held or written off; up and down goes with a line.')
    else:
        off, by = reprice(asked, line)
    audit(move, 'edited', by, {'reason': asked.x_reason, 'detail': '%s\n%s' % (by, words(off))})
action = {'type': 'ir.actions.act_window_close'}
