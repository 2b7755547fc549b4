# include content.py
# include untaxed.py
# include audit.py
# include free.py
# include given.py
# include taken_off.py
# Lets a draft through without anybody, in the name of the approval policy: only where the version that decides today says
# so of exactly this row, for no more than its amount. What the desk found of the rest of the row, Odoo takes from it.
KEYS = '__billing_decision__'
told = given
move = env['account.move'].sudo().browse(told['invoice_id']).exists()
if not move:
    raise UserError('The invoice is gone: it was deleted in Odoo since it was looked at.')
free = is_free(move)
known = env['ir.model.data'].sudo().search([('module', '=', KEYS), ('name', '=', told['key'])])
if not free:
    action = {'status': 'busy'}
elif known:
    event = env['x_billing_audit'].sudo().search([('x_invoice', '=', move.id), ('x_key', '=', told['key'])], limit=1)
    action = {'id': known.res_id, 'created': False, 'link': link_of(event), 'robot': env.uid}
else:
    begun = [('x_status', 'in', ['in-force', 'superseded']), ('x_effective_from', '<=', told['at'][:10])]
    versions = env['x_billing_policy'].sudo().search(begun + [('x_company_id', '=', move.company_id.id)])
    if not versions:
        versions = env['x_billing_policy'].sudo().search(begun + [('x_company_id', '=', False)])
    policy = versions.sorted('x_version').sorted('x_effective_from')[-1:]
    name = '“%s”, version %s' % (told['policy'], told['version'])
    if not policy or (policy.x_name, policy.x_version) != (told['policy'], told['version']):
        raise UserError('%s is not the approval policy that decides today for %s.' % (name, move.company_id.name))
    if not policy.x_intact:
        raise UserError('%s is not what was put in force: it was changed since.' % name)
    row = policy.x_row_ids.browse()
    for one in policy.x_row_ids:
        if one.x_name == told['row'] and one.x_straight_through:
            row = one
    if not row:
        raise UserError('%s has no row “%s” that lets an invoice straight through.' % (name, told['row']))
    if policy.x_currency_id != move.company_id.currency_id or not row.x_when_amount_up_to or abs(
            untaxed(move)) > row.x_when_amount_up_to:
        raise UserError('%s is above what “%s” lets straight through.' % (move.display_name, told['row']))
    if move.state != 'draft':
        raise UserError('The invoice is %s and no longer a draft: there is nothing to decide.' % move.state)
    if move.x_billing_key and not move.x_billing_proposal_ids:
        raise UserError('What the billing run said of this draft is gone: somebody has to look at it.')
    if move.x_billing_findings:
        raise UserError('What is unusual never goes straight through.')
    text = content(move, move.invoice_date)
    if text != told['content']:
        raise UserError('The invoice changed since it was looked at. Ask for approval again.')
    check_said(move, 'approved')
    what = 'Approved by %s: “%s”' % (name, told['row'])
    record = env['x_billing_decision'].sudo().create({
        'x_name': what, 'x_key': told['key'], 'x_move_id': move.id, 'x_outcome': 'approved', 'x_person_id': env.uid,
        'x_email': env.user.email or env.user.login, 'x_channel': 'odoo', 'x_reason': told['reason'], 'x_at': told['at'],
        'x_request': told['request_id'], 'x_content': text,
        'x_fingerprint': env['ir.attachment']._compute_checksum(text.encode()),
    })
    env['ir.model.data'].sudo().create(
        {'module': KEYS, 'name': told['key'], 'model': 'x_billing_decision', 'res_id': record.id, 'noupdate': True})
    move.message_post(body='%s. %s' % (what, told['reason']))
    event = audit(move, 'approved', what, {
        'key': told['key'], 'request': told['request_id'], 'decision': record.id, 'verified': 'the approval policy in Odoo',
        'policy': '%s, version %s' % (told['policy'], told['version']), 'reason': told['reason'], 'at': told['at'],
    })
    action = {'id': record.id, 'created': True, 'link': link_of(event), 'robot': env.uid}
