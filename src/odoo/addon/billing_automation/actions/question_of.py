# include question_for.py


# The question about each invoice that waits for an answer of whoever looks.
for move in self:
    asked = move.x_billing_request_id.sudo()
    move['x_billing_question'] = question_for(asked, self.env.uid, '')[0] if asked.x_state == 'open' else ''
