# include each_time.py
# include live_parts.py
# include held_twice.py
# include credited.py
# include relink.py
# An invoice that was cancelled holds its work again once it is opened; one whose work was credited in part is not cancelled,
# or the customer would keep what was given back and get the rest for nothing.
old = env.context.get('old_values') or {}
for move in records.sudo():
    was = old.get(move.id, {}).get('state', move.state)
    if move.state == 'cancel' and was != 'cancel':
        check_not_credited([('x_move_id', '=', move.id)], 'cancelled')
    elif was == 'cancel' and move.state != 'cancel':
        lock_orders(move)
        held = env['x_billing_part'].sudo().search([('x_move_id', '=', move.id)] + LIVE)
        check_held(move, held)
        relink(times_of(held), False)
