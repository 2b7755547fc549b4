# include content.py
# Whether somebody approved, alone or as a step, what an invoice says now, and nobody rejected it since. Saying what becomes
# of work that is off it already leaves it reading the same, and so their own approval in force.
def approved_by(user, move):
    decisions = env['x_billing_decision'].sudo().search([('x_move_id', '=', move.id)], order='id desc')
    texts = [content(move, move.invoice_date), content(move, False)] if user in decisions.x_person_id else []
    for decision in decisions:
        if decision.x_content in texts:
            if decision.x_outcome == 'rejected':
                return False
            if decision.x_person_id == user:
                return True
    return False
