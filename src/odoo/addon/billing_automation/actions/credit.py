# include each_time.py
# include given_back.py
# include relink.py
# include held_twice.py
# A posted credit note frees exactly the work it gives back; where only a share of a part is, the part is split. Posted no
# more, it gives nothing back, and its work is held by its invoice again.
def cut(row, number, line):
    """Splits a row: what is given back is a row of its own, `number` of what is billed of it."""
    billed, quantity = scaled(billed_of(row)), scaled(row.x_quantity_exact)
    # Where less or more is billed than was worked, what was worked follows in proportion, to the millionth.
    worked = number if billed == quantity else (quantity * number // billed) // 10 ** 14 * 10 ** 14
    value = row.x_value * number / billed
    share, rest = {}, {}
    for name, all_of_it, part in (('x_quantity_exact', quantity, worked), ('x_billed_exact', billed, number)):
        share[name], rest[name] = decimal(part), decimal(all_of_it - part)
    row.copy({
        **share, 'x_name': row.x_name, 'x_quantity': float(share['x_quantity_exact']), 'x_value': value, 'x_credit_line_id': line.id})
    row.write({**rest, 'x_quantity': float(rest['x_quantity_exact']), 'x_value': row.x_value - value})


def give_back(line):
    rows, share, reason = given_back(line)
    if reason:
        raise UserError('%s can\'t be posted. %s' % (line.move_id.display_name, reason))
    order_line = line.sale_line_ids
    left = False
    if share is not False:
        left = scaled('%.6f' % in_own_unit(order_line.order_id, order_line, rows[:1].x_model, share))
    for row in rows:
        billed = scaled(billed_of(row))
        if left is False or left >= abs(billed):
            row.write({'x_credit_line_id': line.id})
            left = left if left is False else left - abs(billed)
        elif left:
            cut(row, left if billed > 0 else -left, line)
            left = 0
    return rows


parts = env['x_billing_part'].sudo()
for move in records.sudo():
    invoice = move.reversed_entry_id
    touched = parts.search([('x_credit_line_id.move_id', '=', move.id)])
    # Two credit notes of one invoice go one after the other, and so do a credit note and a billing run.
    env.cr.execute('UPDATE account_move SET write_date = write_date WHERE id = %s', [invoice.id or 0])
    lock_orders(invoice)
    if move.state == 'posted':
        # Given back before, and opened again since: it says anew what it gives back.
        touched.write({'x_credit_line_id': False})
        for line in move.invoice_line_ids.filtered(lambda line: line.display_type == 'product').sorted('id'):
            touched |= give_back(line)
    else:
        check_held(move, touched)
    relink(times_of(touched), invoice)
