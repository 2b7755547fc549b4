# include said.py
for move in self:
    move['x_billing_preparer'] = said(move, 'x_preparer')
