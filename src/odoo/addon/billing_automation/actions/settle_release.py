# include content.py
# include decided.py
# include audit.py
# include stopped.py
# include delivery.py
# include given.py
# What became of an invoice that was released, by Odoo's own records; the account team is told of it.
wanted = given
move = env['account.move'].sudo().browse(wanted['id']).exists()
free = turn(move)
never = why_never(move) if free else ''
if not free:
    action = {'status': 'busy'}
elif never:
    action = {'status': 'refused', 'message': never}
else:
    decision = approval(move)
    known = delivery(move, decision.create_date)
    left = known['state'] == 'left'
    stop = stop_of(move)
    why = '' if left else stop_words(stop) if stop else known['why'] or wanted['trouble'] or 'Odoo has not sent it.'
    if not left and not stop and at_network(move) == 'error' and wanted['trouble'] not in why:
        why = '%s %s' % (why, wanted['trouble'])
    tell(move, decision, known, why)
    action = {'status': 'left', 'how': known['how'], 'name': move.name} if left else {
        'status': 'not-left', 'name': move.name, **not_left_case(move, known, why)}
