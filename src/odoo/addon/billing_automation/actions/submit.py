# Opens the window in which somebody decides: on what the form showed them, and on nothing else.
asked = record.x_billing_request_id.sudo()
rejects = env.context.get('billing_outcome') == 'rejected'
if asked.x_state != 'open':
    raise UserError(asked.x_standing or 'Nobody is asked to decide on this invoice.')
if asked.x_seen != env.context.get('billing_seen'):
    raise UserError('This invoice, or what is unusual about it, changed since it was shown to you. Reload the page and look at it again.')
action = {
    'type': 'ir.actions.act_window', 'name': 'Reject' if rejects else 'Approve', 'target': 'new',
    'res_model': 'x_billing_submission', 'view_mode': 'form', 'views': [[False, 'form']],
    'context': {
        'default_x_request_id': asked.id, 'default_x_outcome': 'rejected' if rejects else 'approved',
        'default_x_seen': asked.x_seen, 'default_x_about': asked.x_name, 'default_x_unusual': asked.x_unusual,
    },
}
