# include question_for.py


# Opens the window in which somebody decides, asks, hands on or answers: on what the form showed them, and on nothing else.
TITLES = {'approved': 'Approve', 'rejected': 'Reject', 'ask': 'Ask a question', 'hand-on': 'Hand on', 'answer': 'Answer'}
asked = record.x_billing_request_id.sudo()
kind = env.context.get('billing_outcome') or 'approved'
number = env.context.get('billing_question') or ''
if asked.x_state != 'open' or kind not in TITLES:
    raise UserError(asked.x_standing or 'Nobody is asked to decide on this invoice.')
question = question_for(asked, env.uid, number)
if kind == 'answer' and not (number and question[0]):
    raise UserError('This question was answered, or there is nothing to answer any more. Reload the page.')
if kind != 'answer' and asked.x_seen != env.context.get('billing_seen'):
    raise UserError('This invoice, or what is unusual about it, changed since it was shown to you. Reload the page and look at it again.')
action = {
    'type': 'ir.actions.act_window', 'name': TITLES[kind], 'target': 'new',
    'res_model': 'x_billing_submission', 'view_mode': 'form', 'views': [[False, 'form']],
    'context': {
        'default_x_request_id': asked.id, 'default_x_outcome': kind, 'default_x_seen': asked.x_seen,
        'default_x_about': asked.x_name, 'default_x_unusual': asked.x_unusual,
        'default_x_question': question[0] if kind == 'answer' else False,
        'default_x_asked': question[1] if kind == 'answer' else False,
    },
}
