# include each_time.py
# include live_parts.py
# include held_twice.py
# include credited.py
# include relink.py
# An invoice that was cancelled holds its work again once it is opened; one whose work was credited in part is not cancelled,
# or the customer would keep what was given back and get the rest for nothing. Time it shares with another stays linked to that.
old = env.context.get('old_values') or {}
for move in records.sudo():
    was = old.get(move.id, {}).get('state', move.state)
    if move.state == was or 'cancel' not in (move.state, was):
        continue
    billed = env['x_billing_part'].sudo().search([('x_move_id', '=', move.id), ('x_verdict', '=', 'bill')])
    if was == 'cancel':
        lock_orders(move)
        check_held(move, billed.filtered_domain(LIVE))
    else:
        check_not_credited([('x_move_id', '=', move.id)], 'cancelled')
    relink(times_of(billed), False)
