env = self.env
# include given_back.py
# include taken_off.py
# It names work: it is for whoever may read what work was billed.
may = env['x_billing_part'].has_access('read')
for move in self if may else []:
    reasons = untold(move) if move.move_type == 'out_refund' else unsaid(move) if move.move_type == 'out_invoice' else []
    move['x_billing_untold'] = '\n'.join(reasons) if move.state == 'draft' else False
if not may:
    for move in self:
        move['x_billing_untold'] = False
