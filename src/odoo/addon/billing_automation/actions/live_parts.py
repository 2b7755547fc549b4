# Parts that a live invoice line holds. A deleted line and a cancelled invoice hold nothing, and nothing is held of what a
# posted credit note gives back. How invoices and credit notes were matched with each other says nothing about work.
LIVE = [
    ('x_verdict', '=', 'bill'), ('x_move_line_id', '!=', False), ('x_move_line_id.parent_state', 'in', ['draft', 'posted']),
    '|', ('x_credit_line_id', '=', False), ('x_credit_line_id.parent_state', '!=', 'posted'),
]


def live_parts(model, record_ids):
    return env['x_billing_part'].sudo().search([('x_model', '=', model), ('x_record_id', 'in', record_ids)] + LIVE)
