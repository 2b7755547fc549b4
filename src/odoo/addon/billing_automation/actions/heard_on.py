env = self.env
# include heard.py
for move in self:
    heard = heard_of(move.sudo())
    move['x_billing_heard_id'] = heard['message'] if heard else 0
