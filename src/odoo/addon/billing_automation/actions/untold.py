env = self.env
# include given_back.py
for move in self:
    move['x_billing_untold'] = '\n'.join(untold(move)) if move.state == 'draft' else False
