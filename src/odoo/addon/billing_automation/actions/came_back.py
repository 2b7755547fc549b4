# include content.py
# include decided.py
# include audit.py
# include stopped.py
# include delivery.py
# Invoices whose mail or e-invoice was refused or came back after it was sent, by whatever hand: the account team is told
# and a case is opened, once each. Whoever closes that case by hand is not answered by another; the watch of stuck invoices asks again.
CODE = 'invoice.not-sent'


def firms_owner():
    """Whom the firm's own rules for cases name for this one: the first that says something holds."""
    for rule in env['x_billing_case_rule'].sudo().search([], order='x_sequence, id'):
        code = (rule.x_code or '').strip()
        concerns = rule.x_kind in (False, 'technical') and (not code or CODE == code or CODE.startswith(code + '.'))
        named = {'user': rule.x_user_id, 'group': rule.x_group_id}.get(rule.x_owner, rule)
        if concerns and rule.x_owner and named:
            return {'by': rule.x_owner, 'id': named.id}
    return False


failed = env['mail.notification'].sudo().search([
    ('notification_type', '=', 'email'), ('notification_status', 'in', ['bounce', 'exception']),
    ('mail_message_id.model', '=', 'account.move')])
back = [('id', 'in', failed.mail_message_id.mapped('res_id'))]
if 'peppol_move_state' in env['account.move']._fields:
    back = ['|', ('peppol_move_state', '=', 'error')] + back
moves = env['account.move'].sudo().search(back + [
    ('state', '=', 'posted'),
    '|', ('amount_total', '=', 0), ('payment_state', 'not in', ['in_payment', 'paid', 'reversed'])], order='id')
tomorrow = str(datetime.date.today() + datetime.timedelta(days=1))
wanted_cases = []
for move in moves:
    decision = approval(move) if not why_never(move) else False
    if not decision or move.x_billing_told == 'not-left:%s' % decision.id:
        continue
    known = delivery(move, decision.create_date)
    if known['state'] == 'failed':
        case = not_left_case(move, known, known['why'])
        tell(move, decision, known, known['why'])
        record = 'account.move,%s' % move.id
        wanted_cases.append({
            'x_key': '%s:%s' % (CODE, record), 'x_name': case['title'], 'x_kind': 'technical', 'x_code': CODE,
            'x_severity': '2', 'x_detail': case['why'], 'x_next_step': case['step'], 'x_amount': case['untaxed'],
            'currency': case['currency'], 'x_deadline': tomorrow, 'x_owner_id': case['owner'], 'x_order_id': case['order'],
            'x_project_id': False, 'x_move_id': move.id, 'x_record': record, 'x_link': '', 'owner': firms_owner(),
            'raise_days': 1, 'company': move.company_id.id})
# include opening.py
