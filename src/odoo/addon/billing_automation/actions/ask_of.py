# What whoever looks can do: the form has buttons for those who can decide now.
for move in self:
    asked, own = move.x_billing_request_id.sudo(), move.x_billing_submission_id.sudo()
    ask = False
    if asked:
        ask = 'over' if asked.x_state != 'open' else 'waiting' if own.x_state == 'waiting' else (
            'decide' if self.env.user in asked.x_asked_ids else 'open')
    move['x_billing_ask'] = ask
