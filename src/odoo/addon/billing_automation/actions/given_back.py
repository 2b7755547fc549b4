# include shares.py
# What a line of a credit note gives back: the work of the invoice line it was copied from, all of it or as much as its
# quantity says. Where that can't be told, the credit note is not posted: nothing is guessed.
WAYS = ('Credit whole entries at their price, name the work under Work credited, or tick Money only where the customer '
        'pays less and the work is not billed again.')


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
    name = first_line(line)
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
    wanted, share, told = share_of(source, rows, asked, line.sudo().x_billing_credited_ids, ['sale.order'])
    if told:
        return wanted, share, ''
    return nothing, False, '%s: which %g of its %g are credited can\'t be told. %s' % (name, asked, left, WAYS)


def untold(move):
    """Why what a credit note gives back can't be told, line by line."""
    reasons = []
    for line in move.invoice_line_ids:
        if line.display_type == 'product':
            rows, share, reason = given_back(line)
            if reason:
                reasons.append(reason)
    return reasons
