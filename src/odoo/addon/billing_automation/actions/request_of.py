# The newest request for approval of each invoice, for whoever may read requests: what else the form shows of it (whether one
# is asked, the question, the words) hangs on it. A customer in the portal, or a salesperson, is shown none.
asks, newest = self.env['x_billing_request'], {}
for asked in asks.sudo().search([('x_move_id', 'in', self.ids)], order='id') if asks.has_access('read') else []:
    newest[asked.x_move_id.id] = asked
for move in self:
    move['x_billing_request_id'] = newest.get(move._origin.id, False)
