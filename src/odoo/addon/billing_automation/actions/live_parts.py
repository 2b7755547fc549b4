# Parts that a live invoice line holds. A deleted line, a cancelled draft and a fully reversed invoice hold nothing.
LIVE = [
    ('x_verdict', '=', 'bill'), ('x_move_line_id', '!=', False), ('x_move_line_id.parent_state', 'in', ['draft', 'posted']),
    ('x_move_line_id.move_id.payment_state', '!=', 'reversed'),
]


def live_parts(model, record_ids):
    return env['x_billing_part'].sudo().search([('x_model', '=', model), ('x_record_id', 'in', record_ids)] + LIVE)
