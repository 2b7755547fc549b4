# include shares.py
# include standing.py
# What of the work behind a draft somebody took off its lines. It is said what becomes of it before the draft is posted:
# nothing is billed, held or given up by leaving it open.
WHOLE = ['sale.order', 'sale.order.line', 'project.milestone']


def unit_of(line):
    return line.product_uom_id.name or ''


def off_line(line):
    """(rows, how much of them the line doesn't bill in its unit, why that can't be): a line against its ledger."""
    rows = held_on(line)
    if not rows:
        # Its work was taken off, or is another line's: what is put back by hand, or copied, bills nothing that is there.
        own = line.x_billing_source_id and line.x_billing_source_id.move_id == line.move_id
        if own and abs(line.quantity) > 0.00501 and not env['x_billing_part'].sudo().search_count(
                [('x_move_line_id', '=', line.id), ('x_verdict', '=', 'bill')], limit=1):
            return rows, 0.0, '%s: %g %s on the invoice, and no work behind it. Delete the line.' % (
                first_line(line), line.quantity, unit_of(line))
        return rows, 0.0, ''
    if len(line.sale_line_ids) != 1 or line.product_uom_id != line.sale_line_ids.product_uom_id:
        return rows, 0.0, '%s: it is not in the unit of its order line any more. Put that back.' % first_line(line)
    # What a posted credit note gives back of it stays on it.
    billed = 0.0
    for row in env['x_billing_part'].sudo().search([('x_move_line_id', '=', line.id), ('x_verdict', '=', 'bill')]):
        # An advance is asked for once, on as many lines of 1 as it has taxes.
        billed += 1.0 if row.x_model == 'sale.order' else in_line_unit(
            line.sale_line_ids.order_id, line.sale_line_ids, row.x_model, float(billed_of(row)))
    # Rounded once, half up, as when it was drafted: the last digit cut off is work, a hundredth of a large fee say.
    half = 0.5 * 10 ** -env['decimal.precision'].precision_get('Product Unit')
    missing = abs(billed) - abs(line.quantity)
    if billed * line.quantity >= 0 and -half - 1e-9 < missing < half - 1e-9:
        return rows, 0.0, ''
    if billed * line.quantity < 0 or missing < 0:
        return rows, 0.0, (
            '%s: %g %s on the invoice, and only %g of work behind it. Put %g back. More is billed once it is entered and '
            'approved, by the next run.' % (first_line(line), line.quantity, unit_of(line), billed, billed))
    return rows, missing, ''


def still_open(row):
    """Whether work off a line is on no other invoice meanwhile, and nothing in force says what becomes of it."""
    same = [('x_model', '=', row.x_model), ('x_record_id', '=', row.x_record_id)]
    name, said = '%s,%s' % (row.x_model, row.x_record_id), ['hold', 'write-off']
    if row.x_adjustment_id in made_of(name, said, period_end(row.x_move_id)):
        return False
    now = live_parts(row.x_model, [row.x_record_id])
    taken = 0.0
    for one in made_of(name, said, latest_end(now.x_move_id | row.x_move_id)):
        if not one.x_quantity:
            return False
        taken += float(one.x_quantity)
    if row.x_model not in ('account.analytic.line', 'hr.expense'):
        return not env['x_billing_part'].sudo().search_count(same + [('x_name', '=', row.x_name), ('id', '>', row.id)] + LIVE, limit=1)
    record = env[row.x_model].sudo().browse(row.x_record_id).exists()
    whole = abs(record.unit_amount if row.x_model == 'account.analytic.line' else record.quantity) if record else 0.0
    held = abs(sum(now.mapped('x_quantity')))
    return held + taken + abs(row.x_quantity) <= whole + 1e-6


def off_deleted(move):
    """Rows off lines and of lines somebody deleted, of which nothing in force says what becomes of them."""
    return env['x_billing_part'].sudo().search([
        ('x_move_id', '=', move.id), ('x_verdict', '=', 'bill'), ('x_move_line_id', '=', False),
        ('x_model', '!=', 'sale.order')], order='id').filtered(still_open)


def unsaid_of(move):
    """Why an invoice can't be posted: what was taken off it, and what is on it without work, line by line; of a line that
    somebody deleted, entry by entry."""
    found = []
    for line in product_lines(move):
        rows, missing, reason = off_line(line)
        if missing:
            reason = '%s: %g %s on the invoice, %g less than the work behind it. Say what becomes of the rest.' % (
                first_line(line), line.quantity, unit_of(line), missing)
        if reason:
            found.append({'line': line.id, 'entry': '', 'part': 0, 'missing': bool(missing), 'off': missing, 'what': reason})
    for row in off_deleted(move):
        what = 'No longer held or written off' if row.x_adjustment_id else 'Taken off with its line'
        found.append({
            'line': 0, 'entry': '%s,%s' % (row.x_model, row.x_record_id), 'part': row.id, 'missing': True, 'off': 0.0,
            'what': '%s: %s, %g %s. Say what becomes of it.' % (what, row.x_name, row.x_quantity, row.x_unit or '')})
    return found


def unsaid(move):
    reasons = []
    for each in unsaid_of(move):
        reasons.append(each['what'])
    return reasons


def check_said(move, what):
    reasons = unsaid(move.sudo()) if move.move_type == 'out_invoice' else []
    if reasons:
        raise UserError('%s can\'t be %s. %s\nMend that on the invoice in Odoo, which says the same at its top.' % (
            move.display_name, what, '\n'.join(reasons)))
