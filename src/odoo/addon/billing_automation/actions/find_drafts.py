# include drafted.py
found = {}
for data in env['ir.model.data'].sudo().search([
        ('module', '=', '__billing_draft__'), ('name', 'in', env.context['billing']['keys'])]):
    move = drafted(data)
    if move:
        found[data.name] = {
            'id': move.id, 'name': move.name or '', 'order': move.invoice_line_ids.sale_line_ids.order_id[:1].id,
            'state': move.state, 'untaxed': move.amount_untaxed, 'total': move.amount_total,
            'currency': move.currency_id.name,
        }
action = {'found': found}
