# include each_time.py
# include credited.py
# include link_later.py
check_not_credited([('x_move_line_id', 'in', records.ids)], 'deleted, nor its line')
link_later(records.sudo().move_id, records.sudo().sale_line_ids)
