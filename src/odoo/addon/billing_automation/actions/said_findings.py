# include said.py
for move in self:
    move['x_billing_findings'] = said(move, 'x_findings')
