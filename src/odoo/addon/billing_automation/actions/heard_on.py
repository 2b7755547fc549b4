env = self.env
# include heard.py
for move in self:
    heard = heard_of(move.sudo()) if move.id and move.state == 'posted' and move.move_type == 'out_invoice' else False
    move['x_billing_heard_id'] = heard['message'] if heard else 0
