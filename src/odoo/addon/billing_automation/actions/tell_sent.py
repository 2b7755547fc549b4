# include tell.py


tell('invoice.sent', records.x_move_id)
