# The invoice a key was drafted as, while it still holds the work. A draft whose lines somebody deleted, a cancelled and a
# fully reversed invoice hold nothing. An import lets people give their own records any key: only the robot's word counts.
def drafted(data):
    nothing = env['account.move'].sudo().browse()
    if not data.create_uid.filtered(lambda user: user.has_group('billing_automation.group_robot_drafter')):
        return nothing
    move = nothing.browse(data.res_id).exists()
    if move.state == 'cancel' or move.payment_state == 'reversed':
        return nothing
    held = env['x_billing_part'].sudo().search_count([
        ('x_move_id', '=', move.id), ('x_verdict', '=', 'bill'), ('x_move_line_id', '!=', False)])
    return move if held else nothing


def facts_of(move):
    return {
        'id': move.id, 'name': move.name or '', 'order': move.invoice_line_ids.sale_line_ids.order_id[:1].id,
        'state': move.state, 'untaxed': move.amount_untaxed, 'total': move.amount_total,
        'currency': move.currency_id.name,
    }
