# include live_parts.py
# include drafted.py
# include deduct.py
# include hold.py
# include advance.py
# include order_facts.py
# include line_unit.py
# include refusal.py
# include given.py
# What drafting would answer, as things stand now. Nothing is locked, written or claimed.
answers = []
orders = read_together(given['proposals'])
held_now = held_together(given['proposals'])
for proposal in given['proposals']:
    move = drafted(env['ir.model.data'].sudo().search([
        ('module', '=', '__billing_draft__'), ('name', '=', proposal['key'])]))
    if move:
        answers.append({'key': proposal['key'], 'status': 'existing', 'invoice': facts_of(move)})
        continue
    reason = refusal(proposal, ordered(proposal, orders))
    if reason:
        answers.append({'key': proposal['key'], 'status': 'refused', 'code': reason[0], 'message': reason[1]})
    else:
        answers.append({'key': proposal['key'], 'status': 'clear'})
action = {'answers': answers}
