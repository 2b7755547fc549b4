# include live_parts.py
# include line_unit.py
# What a line of a credit note gives back: the work of the invoice line it was copied from, all of it or as much as its
# quantity says. Where that can't be told, the credit note is not posted: nothing is guessed.
PLACES = 20
WAYS = ('Credit whole entries at their price, name the work under Work credited, or tick Money only where the customer '
        'pays less and the work is not billed again.')


def scaled(text):
    """An exact decimal as a whole number of its last place, so that shares add up to the whole."""
    whole, point, rest = text.lstrip('-').partition('.')
    number = int(whole + (rest + '0' * PLACES)[:PLACES])
    return -number if text.startswith('-') else number


def decimal(number):
    text = str(abs(number)).rjust(PLACES + 1, '0')
    whole, rest = text[:-PLACES], text[-PLACES:].rstrip('0')
    return ('-' if number < 0 else '') + whole + ('.' + rest if rest else '')


def billed_of(row):
    return row.x_billed_exact or row.x_quantity_exact


def in_line_of(line, rows):
    """How much the rows bill, in the line's unit and without a sign."""
    total = 0.0
    for row in rows:
        total += in_line_unit(line.sale_line_ids.order_id, line.sale_line_ids, row.x_model, float(billed_of(row)))
    return abs(total)


def of_record(rows, record):
    return rows.filtered_domain([('x_model', '=', record[0]), ('x_record_id', '=', record[1])])


def records_of(rows):
    found = []
    for row in rows:
        if (row.x_model, row.x_record_id) not in found:
            found.append((row.x_model, row.x_record_id))
    return found


def held_on(line):
    return env['x_billing_part'].sudo().search([('x_move_line_id', '=', line.id)] + LIVE, order='id')


def room(source, line):
    """What posted credit notes, and the lines before this one, leave of an invoice line to credit, in its unit."""
    left = abs(source.quantity)
    for other in env['account.move.line'].sudo().search([
            ('x_billing_source_id', '=', source.id), ('move_id.move_type', '=', 'out_refund'), ('x_billing_money_only', '=', False),
            '|', '&', ('move_id', '=', line.move_id.id), ('id', '<', line.id),
            '&', ('move_id', '!=', line.move_id.id), ('parent_state', '=', 'posted')]):
        left -= abs(other.quantity)
    return left


def given_back(line):
    """(rows, how much of them in the line's unit or all, why it can't be told): what a line of a credit note gives back."""
    nothing = env['x_billing_part'].sudo().browse()
    invoice, source = line.move_id.reversed_entry_id, line.x_billing_source_id
    name = '"%s"' % (line.name or '').split('\n')[0]
    if line.x_billing_money_only or not line.quantity:
        return nothing, False, ''
    if not source:
        sold = env['x_billing_part'].sudo().search_count([
            ('x_move_id', '=', invoice.id or 0), ('x_order_line_id', 'in', line.sale_line_ids.ids)] + LIVE, limit=1)
        return nothing, False, sold and '%s: which line of %s it credits can\'t be told. Name it under Credits.' % (
            name, invoice.display_name)
    if not invoice:
        return nothing, False, '%s: it is a copy of a credit note. Use the button Credit Note on the invoice.' % name
    if source.move_id != invoice:
        return nothing, False, ''
    rows = held_on(source)
    if not rows:
        return nothing, False, '%s: all of it was credited before.' % name
    if line.sale_line_ids != source.sale_line_ids:
        return nothing, False, '%s: it is not of the order line that was billed. Use the button Credit Note on the invoice.' % name
    if (abs(line.price_unit - source.price_unit) > 1e-9 or abs(line.discount - source.discount) > 1e-9
            or line.product_uom_id != source.product_uom_id or line.quantity * source.quantity < 0):
        return nothing, False, (
            '%s: credited at another price than it was billed at, so whether its work is to be billed again can\'t be told. %s' % (
                name, WAYS))
    asked, left = abs(line.quantity), room(source, line)
    if asked > left + 1e-6:
        return nothing, False, '%s: %g to credit, and only %g left of what was billed.' % (name, asked, left)
    if asked > left - 1e-6:
        return rows, False, ''
    chosen = records_of(line.sudo().x_billing_credited_ids) or records_of(rows)
    wanted = nothing
    for record in chosen:
        wanted |= of_record(rows, record)
    enough = in_line_of(source, wanted)
    # A line is rounded once; the hundredth it was rounded by is no work.
    if abs(asked - enough) < 0.00501:
        return wanted, False, ''
    if len(chosen) == 1 and wanted[:1].x_model != 'sale.order' and asked < enough:
        return wanted, asked, ''
    return nothing, False, '%s: which %g of its %g are credited can\'t be told. %s' % (name, asked, left, WAYS)


def untold(move):
    """Why what a credit note gives back can't be told, line by line."""
    reasons = []
    if move.move_type == 'out_refund':
        for line in move.invoice_line_ids:
            if line.display_type == 'product':
                rows, share, reason = given_back(line)
                if reason:
                    reasons.append(reason)
    return reasons
