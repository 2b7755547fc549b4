env = self.env
# include heard.py
# A field of its own: a compute that sets another field than its own writes the invoice, in the name of whoever looks.
for move in self:
    heard = heard_of(move.sudo())
    move['x_billing_heard'] = '%s wrote on %s: “%s”' % (heard['by'], heard['on'], heard['said']) if heard else False
