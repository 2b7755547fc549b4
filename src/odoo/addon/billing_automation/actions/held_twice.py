# An invoice opened again, or a credit note that is posted no more, may find its work on another invoice meanwhile.
def lock_orders(move):
    # Drafting locks the same rows: it sees what is done here, or this sees the draft.
    orders = move.invoice_line_ids.sale_line_ids.order_id.ids
    if orders:
        env.cr.execute('SELECT id FROM sale_order WHERE id IN %s ORDER BY id FOR UPDATE', [tuple(orders)])
        env.cr.execute('UPDATE sale_order SET write_date = write_date WHERE id IN %s', [tuple(orders)])


def most_of(part, rows):
    """As much of its record as there is. A fee has no quantity of its own: as much as was billed at once."""
    if part.x_model == 'account.analytic.line':
        return abs(env[part.x_model].sudo().browse(part.x_record_id).exists().unit_amount)
    if part.x_model == 'hr.expense':
        return abs(env[part.x_model].sudo().browse(part.x_record_id).exists().quantity)
    most = {}
    for row in rows:
        most[row.x_move_line_id.id] = most.get(row.x_move_line_id.id, 0.0) + abs(row.x_quantity)
    return max(most.values())


def check_held(move, rows):
    held = env['x_billing_part'].sudo()
    for part in rows:
        same = [('x_model', '=', part.x_model), ('x_record_id', '=', part.x_record_id)]
        if part.x_model not in ('account.analytic.line', 'hr.expense'):
            same += [('x_name', '=', part.x_name), ('x_move_line_id', '!=', False)]
        now = held.search(same + LIVE)
        others = now.x_move_id - move - move.reversed_entry_id
        if others and abs(sum(now.mapped('x_quantity'))) > most_of(part, held.search(same)) + 1e-6:
            raise UserError('%s: %s is billed by %s meanwhile. Cancel or credit that first.' % (
                move.display_name, part.x_name, ', '.join(others.mapped('display_name'))))
