# include content.py
# include decided.py
# include audit.py
# include stopped.py
# include delivery.py
# Cases of invoices that did not leave, and have left since: sent by hand, or out of Odoo's mail queue.
for case in env['x_billing_case'].sudo().search([('x_code', '=', 'invoice.not-sent'), ('x_state', '=', 'open')]):
    move = case.x_move_id.exists()
    if move.state != 'posted':
        case.write({'x_state': 'closed', 'x_note': 'Closed: the invoice is no longer posted.'})
    elif not why_never(move):
        decision = approval(move)
        known = delivery(move, decision.create_date)
        if known['state'] == 'left':
            tell(move, decision, known, '')
            case.write({'x_state': 'closed', 'x_note': 'Closed: the invoice has left, %s.' % known['how']})
