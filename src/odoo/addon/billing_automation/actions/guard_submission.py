# include each_time.py
# include content.py
# include audit.py
# include question_for.py


# A decision, a question, its answer or a hand-on is submitted in one's own name, on what is asked about at this moment and as
# it was shown; then it stays. Odoo says who, when and on what; whether they may is for the approval desk to say, which alone
# answers, once.
ANSWER = ('x_state', 'x_answer', 'x_answered_on')
REASON_MIN, REASON_MAX = 3, 500
NAMES = {'approved': 'Approval', 'rejected': 'Rejection', 'ask': 'Question', 'hand-on': 'Hand-on', 'answer': 'Answer'}
old = env.context.get('old_values')
fresh = records.browse()
for one in records.sudo():
    if old is not None:
        before = old.get(one.id, {})
        changed = [name for name in before if name.startswith('x_') and before[name] != one[name]]
        answers = before.get('x_state') == 'waiting' and all([name in ANSWER for name in changed])
        if changed and not (answers and env.user.has_group('billing_automation.group_robot_desk')):
            raise UserError('What was submitted stays as it was made.')
        continue
    asked = one.x_request_id
    if not asked.x_move_id:
        raise UserError('Nobody asked for approval of this invoice.')
    # Written, so that of two at once the second starts over and finds the first.
    env.cr.execute('UPDATE x_billing_request SET write_date = write_date WHERE id = %s', [asked.id])
    move = asked.x_move_id
    if not move.with_user(env.uid).has_access('read'):
        raise UserError('You may not see this invoice.')
    kind, who, reason = one.x_outcome, one.create_uid, (one.x_reason or '').strip()
    if kind != 'answer' and not who.has_group('billing_automation.group_approver'):
        raise UserError('You are not allowed to decide on invoices: that takes the group Billing control / Approver.')
    if kind != 'approved' and not REASON_MIN <= len(reason) <= REASON_MAX:
        needs = 'text' if kind in ('ask', 'answer') else 'a reason'
        raise UserError('%s needs %s of %s to %s characters.' % (NAMES[kind], needs, REASON_MIN, REASON_MAX))
    if kind == 'hand-on' and not one.x_to_id:
        raise UserError('Choose who is to decide in your place.')
    if env['x_billing_submission'].sudo().search_count([
            ('x_request_id', '=', asked.id), ('create_uid', '=', who.id), ('x_state', '=', 'waiting'), ('id', '!=', one.id)]):
        raise UserError('You submitted something on this already: it is kept, and waits for the approval desk.')
    over = asked.x_state != 'open'
    said = sha256(content(move, move.invoice_date))
    question = question_for(asked, who.id, one.x_question or '-') if kind == 'answer' else ['', '']
    if not over and kind == 'answer' and not question[0]:
        raise UserError('No question here waits for your answer. Reload the page.')
    if not over and kind != 'answer' and (one.x_seen != asked.x_seen or said != asked.x_content):
        raise UserError(
            'This invoice, or what is unusual about it, changed since it was shown to you. Nothing was decided: reload the '
            'page and look at it again. Where the invoice was edited, approval is asked for anew.')
    one.write({
        'x_name': '%s by %s' % (NAMES[kind], who.name),
        'x_request': asked.x_request, 'x_move_id': move.id, 'x_invoice': move.id, 'x_company_id': move.company_id.id,
        'x_reason': reason if kind != 'approved' else False, 'x_to_id': one.x_to_id.id if kind == 'hand-on' else False,
        'x_question': question[0] or False, 'x_asked': question[1] or False, 'x_about': asked.x_name, 'x_unusual': asked.x_unusual,
        'x_content': said, 'x_state': 'late' if over else 'waiting', 'x_answer': asked.x_standing if over else False,
        'x_answered_on': datetime.datetime.now() if over else False,
    })
    if not over:
        fresh |= one
hint = env['x_billing_listener'].sudo().search([('x_key', '=', 'approval desk')], limit=1).x_hint_id
if fresh and hint:
    hint.with_context(active_model='x_billing_submission', active_id=fresh.ids[0], active_ids=fresh.ids[:1]).run()
