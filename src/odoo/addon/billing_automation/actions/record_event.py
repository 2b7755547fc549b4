# include content.py
# include audit.py
# include free.py
# include given.py
# Writes down what happened at the desk to a request, once under its key. Decisions are recorded by their own action.
KINDS = (
    'requested', 'straight-through', 'step-opened', 'reminded', 'escalated', 'overdue', 'delegated', 'asked', 'answered',
    'refused', 'voided',
)
told = given
if told['kind'] not in KINDS:
    raise UserError('%s is nothing the desk records.' % told['kind'])
move = env['account.move'].sudo().browse(told['invoice_id']).exists()
if not move:
    raise UserError('The invoice is gone: it was deleted in Odoo.')
if not is_free(move):
    action = {'status': 'busy'}
else:
    env.cr.execute('UPDATE account_move SET write_date = write_date WHERE id = %s', [move.id])
    known = env['x_billing_audit'].sudo().search([('x_invoice', '=', move.id), ('x_key', '=', told['key'])], limit=1)
    event = known or audit(move, told['kind'], told['what'], {
        'key': told['key'], 'request': told['request_id'], 'actor': told['person_id'], 'who': told['who'],
        'channel': told['channel'], 'verified': told['verified'], 'policy': told['policy'], 'reason': told['reason'],
        'detail': told['detail'], 'at': told['at'],
    })
    action = {'link': link_of(event), 'created': not known}
