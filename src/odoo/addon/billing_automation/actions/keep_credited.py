# include each_time.py
# include credited.py
check_not_credited([('x_move_line_id', 'in', records.ids)], 'deleted, nor its line')
