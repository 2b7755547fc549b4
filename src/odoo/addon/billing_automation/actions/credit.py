# include each_time.py
# include given_back.py
# include cut.py
# include relink.py
# include link_later.py
# include held_twice.py
# A posted credit note frees exactly the work it gives back; where only a share of a part is, the part is split. Posted no
# more, it gives nothing back, and its work is held by its invoice again.
def give_back(line):
    rows, share, reason = given_back(line)
    if reason:
        raise UserError('%s can\'t be posted. %s' % (line.move_id.display_name, reason))
    first_of(rows, line, share, {'x_credit_line_id': line.id})
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
        for line in product_lines(move):
            touched |= give_back(line)
        link_later(invoice, move.invoice_line_ids.sale_line_ids)
    else:
        check_held(move, touched)
    relink(times_of(touched), invoice)
