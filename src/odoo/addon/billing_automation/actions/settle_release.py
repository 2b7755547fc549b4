# include content.py
# include decided.py
# include audit.py
# include delivery.py
# include given.py
# What became of an invoice that was released, by Odoo's own records; the account team is told of it.
wanted = given
move = env['account.move'].sudo().browse(wanted['id']).exists()
free = turn(move)
never = why_never(move) if free else ''
if not free:
    action = {'status': 'busy'}
elif never:
    action = {'status': 'refused', 'message': never}
else:
    decision = approval(move)
    known = delivery(move, decision.create_date)
    left = known['state'] == 'left'
    why = '' if left else known['why'] or wanted['trouble'] or 'Odoo has not sent it.'
    tell(move, decision, left, known['how'], why)
    action = {
        'status': 'left' if left else 'not-left', 'how': known['how'], 'why': why, 'name': move.name,
        'customer': move.partner_id.display_name, 'untaxed': move.amount_untaxed, 'currency': move.currency_id.name,
        'owner': move.invoice_user_id.id, 'order': move.invoice_line_ids.sale_line_ids.order_id[:1].id,
    }
