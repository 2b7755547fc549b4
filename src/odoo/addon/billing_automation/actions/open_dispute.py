# include at_desk.py
# include given.py
# Writes down a dispute that reached a program or the approval desk, once under its key. The desk writes it down for the person
# who is signed in there, with that person's own rights; what may be disputed, the guard of disputes says.
KEYS = '__billing_dispute__'
asked = given
move = env['account.move'].sudo().browse(asked['invoice']).exists()
if not move:
    raise UserError('There is no invoice %s in Odoo.' % asked['invoice'])
key = asked['key'].strip().replace('%', '%25').replace(' ', '%20')
if asked['amount'] < 0:
    raise UserError('A dispute is about an amount above zero.')
if not key:
    raise UserError('A dispute needs a key: what it was made of, such as the id of a ticket.')
# Odoo tries the call again where somebody else was faster, and finds what they wrote.
env.cr.execute('UPDATE account_move SET write_date = write_date WHERE id = %s', [move.id])
person = env.user
if person.has_group('billing_automation.group_robot_desk'):
    person = at_desk(asked['person'], 'write down disputes')
known = env['ir.model.data'].sudo().search([('module', '=', KEYS), ('name', '=', key), ('model', '=', 'x_billing_dispute')])
dispute = env['x_billing_dispute'].sudo().browse(known.res_id)
if known:
    if dispute.create_uid != person:
        raise UserError('Somebody else wrote down a dispute under the key %s. Give yours a key of its own.' % asked['key'])
    # The amount and who says so may be left out: then nothing else is said of them.
    amount, changed = move.currency_id.round(asked['amount']), []
    if dispute.x_move_id != move:
        changed.append('the invoice')
    if dispute.x_reason != asked['reason']:
        changed.append('what it is about')
    if amount and move.currency_id.compare_amounts(amount, dispute.x_amount):
        changed.append('the amount')
    if dispute.x_said != asked['said']:
        changed.append('what the customer says')
    if asked['raised_by'] and dispute.x_raised_by != asked['raised_by']:
        changed.append('who says it')
    if changed:
        raise UserError(
            'Under the key %s there is a dispute with other content: %s. Different now: %s. It stays as it was written down. '
            'Give another dispute a key of its own (at the approval desk: open the page anew); to correct this one, reject it '
            'in Odoo and write down another.' % (asked['key'], dispute.x_name, ', '.join(changed)))
else:
    writer = env['x_billing_dispute'].sudo() if person == env.user else env['x_billing_dispute'].with_user(person)
    open_ones = 0.0
    for other in move.x_billing_dispute_ids:
        open_ones += 0.0 if other.x_decided_by else other.x_amount
    made = writer.create({
        'x_move_id': move.id, 'x_reason': asked['reason'], 'x_amount': asked['amount'] or move.amount_residual - open_ones,
        'x_said': asked['said'], 'x_raised_by': asked['raised_by']})
    dispute = dispute.browse(made.id)
    env['ir.model.data'].sudo().create(
        {'module': KEYS, 'name': key, 'model': 'x_billing_dispute', 'res_id': dispute.id, 'noupdate': True})
action = {
    'status': 'already-open' if known else 'opened', 'id': dispute.id, 'name': dispute.x_name, 'amount': dispute.x_amount,
    'currency': dispute.x_currency_id.name, 'deadline': str(dispute.x_deadline),
    'owner': [dispute.x_owner_id.id, dispute.x_owner_id.name] if dispute.x_owner_id else False}
