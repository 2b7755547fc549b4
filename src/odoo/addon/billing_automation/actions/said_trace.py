# include said.py
for move in self:
    move['x_billing_trace'] = said(move, 'x_trace')
