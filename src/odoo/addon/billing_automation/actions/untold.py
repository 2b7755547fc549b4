env = self.env
# include given_back.py
# include taken_off.py
for move in self:
    reasons = untold(move) if move.move_type == 'out_refund' else unsaid(move) if move.move_type == 'out_invoice' else []
    move['x_billing_untold'] = '\n'.join(reasons) if move.state == 'draft' else False
