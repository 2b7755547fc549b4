# include content.py
# include preparers.py
# include audit.py
# include free.py
# include given.py
# include taken_off.py
# Records one decision, once, on exactly the content the person was shown. The desk's user alone may run this.
# Where others still have to approve, an approval is of a step only, and the posting guard lets nothing through on it.
KEYS = '__billing_decision__'
WORDS = {'approved': 'Approved', 'rejected': 'Rejected', 'step-approved': 'Step approved'}
decision = given
move = env['account.move'].sudo().browse(decision['invoice_id']).exists()
if not move:
    raise UserError('The invoice is gone: it was deleted in Odoo since it was shown.')
free = is_free(move)
known = env['ir.model.data'].sudo().search([('module', '=', KEYS), ('name', '=', decision['key'])])
if not free:
    action = {'status': 'busy'}
elif known:
    recorded = env['x_billing_decision'].sudo().browse(known.res_id).exists()
    if (recorded.x_move_id, recorded.x_outcome, recorded.x_person_id.id) != (
            move, decision['outcome'], decision['person_id']):
        raise UserError('The key of this decision belongs to another decision.')
    event = env['x_billing_audit'].sudo().search([('x_invoice', '=', move.id), ('x_key', '=', decision['key'])], limit=1)
    action = {'id': known.res_id, 'created': False, 'link': link_of(event)}
else:
    person = env['res.users'].sudo().browse(decision['person_id']).exists()
    if not person.active or not person.has_group('billing_automation.group_approver'):
        raise UserError('%s may not approve invoices: the Odoo group Billing control / Approver is missing.' % (person.name or 'This person'))
    if move.company_id not in person.company_ids:
        raise UserError('%s may not act for %s.' % (person.name, move.company_id.name))
    if person in preparers(move):
        raise UserError('%s had a hand in this invoice and can\'t decide on it.' % person.name)
    if env['x_billing_decision'].sudo().search_count([
            ('x_move_id', '=', move.id), ('x_request', '=', decision['request_id']), ('x_person_id', '=', person.id)]):
        raise UserError('%s decided in this request before: nobody decides twice.' % person.name)
    if move.state != 'draft':
        raise UserError('The invoice is %s and no longer a draft: there is nothing to decide.' % move.state)
    if decision['outcome'] == 'rejected' and not (decision['reason'] or '').strip():
        raise UserError('A rejection needs a reason.')
    text = content(move, move.invoice_date)
    if text != decision['content']:
        raise UserError('The invoice changed since it was shown: the decision does not count. Ask for approval again.')
    if decision['outcome'] != 'rejected':
        # Whoever approves knows what becomes of the work that is off it, and does not say it afterwards.
        check_said(move, 'approved')
    record = env['x_billing_decision'].sudo().create({
        'x_name': '%s by %s' % (WORDS[decision['outcome']], person.name), 'x_key': decision['key'],
        'x_move_id': move.id, 'x_outcome': decision['outcome'], 'x_person_id': person.id, 'x_email': decision['email'],
        'x_channel': decision['channel'], 'x_reason': decision['reason'], 'x_at': decision['at'],
        'x_request': decision['request_id'], 'x_content': text,
        'x_fingerprint': env['ir.attachment']._compute_checksum(text.encode()),
    })
    env['ir.model.data'].sudo().create(
        {'module': KEYS, 'name': decision['key'], 'model': 'x_billing_decision', 'res_id': record.id, 'noupdate': True})
    move.message_post(body='%s via %s. %s' % (record.x_name, decision['channel'], decision['reason'] or ''))
    event = audit(move, decision['outcome'], record.x_name, {
        'key': decision['key'], 'request': decision['request_id'], 'decision': record.id, 'actor': person.id,
        'who': person.name, 'channel': decision['channel'], 'verified': decision['verified'], 'policy': decision['policy'],
        'reason': decision['reason'] or '', 'at': decision['at'],
    })
    action = {'id': record.id, 'created': True, 'link': link_of(event)}
