# Splits a row of the ledger in two, to the last decimal.
def cut(row, number, values):
    """A row of its own for `number` of what is billed of it; answers with that row."""
    billed, quantity = scaled(billed_of(row)), scaled(row.x_quantity_exact)
    # Where less or more is billed than was worked, what was worked follows in proportion, to the millionth.
    worked = number if billed == quantity else (quantity * number // billed) // 10 ** 14 * 10 ** 14
    value = row.x_value * number / billed
    share, rest = {}, {}
    for name, all_of_it, part in (('x_quantity_exact', quantity, worked), ('x_billed_exact', billed, number)):
        share[name], rest[name] = decimal(part), decimal(all_of_it - part)
    off = row.copy({
        **share, 'x_name': row.x_name, 'x_quantity': float(share['x_quantity_exact']), 'x_value': value, 'x_cut': True,
        **values})
    row.write({**rest, 'x_quantity': float(rest['x_quantity_exact']), 'x_value': row.x_value - value})
    return off


def first_of(rows, line, share, values):
    """Puts values on as much of the rows as `share` of their line is, in its unit, and splits the last; on all where it is
    not said. Answers with those."""
    marked, left = rows.browse(), False
    order_line = line.sale_line_ids
    if share is not False:
        left = scaled('%.6f' % in_own_unit(order_line.order_id, order_line, rows[:1].x_model, share))
    for row in rows:
        billed = scaled(billed_of(row))
        if left is False or left >= abs(billed):
            row.write(values)
            marked |= row
            left = left if left is False else left - abs(billed)
        elif left:
            marked |= cut(row, left if billed > 0 else -left, values)
            left = 0
    return marked
