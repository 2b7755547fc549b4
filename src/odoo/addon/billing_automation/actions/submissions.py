# include given.py
# What was submitted in Odoo and waits for the approval desk, the oldest first; and where to hint at the next one. A hint
# only says "look now".
wanted = given
if wanted['url'] and not wanted['url'].startswith(('https://', 'http://')):
    raise UserError('The address to hint at has to begin with https:// or http://.')
desk = env['x_billing_listener'].sudo().search([('x_key', '=', 'approval desk')], limit=1)
if not desk:
    # Written, not only locked: whoever comes second starts over and finds it.
    env.cr.execute("UPDATE ir_model SET write_date = write_date WHERE model = 'x_billing_listener'")
    desk = desk.create({'x_key': 'approval desk', 'x_name': 'Approval desk', 'x_kinds': ','})
if desk.x_looked_on != datetime.date.today():
    desk['x_looked_on'] = datetime.date.today()
if wanted['url'] != (desk.x_hint_id.webhook_url or ''):
    hint = {
        'name': 'Billing: hint for the approval desk', 'state': 'webhook', 'webhook_url': wanted['url'],
        'model_id': env['ir.model']._get_id('x_billing_submission'), 'webhook_field_ids': [Command.clear()],
    }
    if not wanted['url']:
        desk.x_hint_id.unlink()
    elif desk.x_hint_id:
        desk.x_hint_id.write(hint)
    else:
        desk['x_hint_id'] = env['ir.actions.server'].sudo().create(hint)
waiting = env['x_billing_submission'].sudo().search([('x_state', '=', 'waiting')], order='id', limit=wanted['limit'])
action = {
    'submissions': [{
        'id': one.id, 'request_id': one.x_request, 'user': one.create_uid.id, 'name': one.create_uid.name,
        'kind': one.x_outcome, 'reason': one.x_reason or '', 'to': one.x_to_id.id or 0, 'question': one.x_question or '',
        'seen': one.x_seen or '', 'at': str(one.create_date)[:19],
    } for one in waiting],
}
