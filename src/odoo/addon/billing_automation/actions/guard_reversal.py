# include each_time.py
for move in records.sudo():
    note = move.reversed_entry_id
    if note.move_type == 'out_refund' and env['x_billing_part'].sudo().search_count(
            [('x_credit_line_id.move_id', '=', note.id)], limit=1):
        raise UserError('%s frees work that may be billed again: it is not reversed. Reset it to draft, or cancel it.' % (
            note.display_name))
