# The newest request for approval of each invoice.
newest = {}
for asked in self.env['x_billing_request'].sudo().search([('x_move_id', 'in', self.ids)], order='id'):
    newest[asked.x_move_id.id] = asked
for move in self:
    move['x_billing_request_id'] = newest.get(move._origin.id, False)
