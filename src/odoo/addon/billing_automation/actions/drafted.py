# include live_parts.py
# The invoice a key was drafted as, while it still holds the work. A draft whose lines somebody deleted, a cancelled and a
# fully credited invoice hold nothing. An import lets people give their own records any key: only the robot's word counts.
def drafted(data):
    nothing = env['account.move'].sudo().browse()
    if not data.create_uid.filtered(lambda user: user.has_group('billing_automation.group_robot_drafter')):
        return nothing
    move = nothing.browse(data.res_id).exists()
    held = env['x_billing_part'].sudo().search_count([('x_move_id', '=', move.id)] + LIVE, limit=1)
    return move if held else nothing


def facts_of(move):
    return {
        'id': move.id, 'name': move.name or '', 'order': move.invoice_line_ids.sale_line_ids.order_id[:1].id,
        'state': move.state, 'untaxed': move.amount_untaxed, 'total': move.amount_total,
        'currency': move.currency_id.name,
    }
