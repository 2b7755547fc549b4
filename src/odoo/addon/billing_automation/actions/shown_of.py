# What the approval desk says of an invoice, laid out for its form. All text is escaped: people and customers choose their
# own names.
def safe(text):
    return (text or '').replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;').replace('"', '&quot;')


def rows(text):
    return ''.join(['<li>%s</li>' % safe(row) for row in (text or '').split('\n') if row.strip()])


def said_of(own):
    did = {'approved': 'approval', 'rejected': 'rejection', 'ask': 'question', 'answer': 'answer'}.get(own.x_outcome, 'hand-on')
    if own.x_to_id:
        did += ' to %s' % safe(own.x_to_id.name)
    if own.x_reason:
        did += ' (“%s”)' % safe(own.x_reason)
    when = own.create_date.strftime('%d %b %Y, %H:%M UTC')
    heads = {
        'waiting': 'It is kept, and waits for the approval desk, which applies it as soon as it looks. There is nothing more to do.',
        'accepted': 'The approval desk has it.', 'late': 'No longer needed.', 'refused': 'Refused.', 'unseen': 'Not decided.',
    }
    return '<p class="mb-2">Your %s, %s: <b>%s</b> %s</p>' % (did, when, heads[own.x_state], safe(own.x_answer))


# A row that begins with a tab is what was said; any other says who said it, and how.
def talk(text):
    html = ''
    for row in (text or '').split('\n'):
        parts = row.split('\t') + ['']
        if parts[0]:
            html += '<div><b>%s</b> <span class="text-muted">%s</span></div>' % (safe(parts[0]), safe(parts[1]))
        else:
            html += '<div class="ps-3">%s</div>' % safe(parts[1])
    return html


for move in self:
    asked, own = move.x_billing_request_id.sudo(), move.x_billing_submission_id.sudo()
    html = said_of(own) if own else ''
    if asked and asked.x_state != 'open':
        html = '<p class="mb-2"><b>%s</b></p>%s' % (safe(asked.x_standing).replace('\n', '<br/>'), html)
    if asked and asked.x_unusual and asked.x_state == 'open':
        html += '<div class="alert alert-warning mb-2 p-2"><b>Unusual</b><ul class="mb-0">%s</ul></div>' % rows(asked.x_unusual)
    why, said = '', ''
    if asked:
        yours = self.env.user in asked.x_asked_ids or own and own.x_outcome != 'answer'
        why = '<b>%s</b><ul class="mb-2">%s</ul>' % ('Why it came to you' if yours else 'Who is asked, and why', rows(asked.x_why))
    if asked.x_talk:
        said = '<b>What was said</b><div class="mb-2 ps-3">%s</div>' % talk(asked.x_talk)
    html += said + why if move.x_billing_question else why + said
    if asked.x_page:
        html += '<p class="mb-0"><a href="%s" target="_blank">Lines, evidence and history at the approval desk</a></p>' % safe(asked.x_page)
    move['x_billing_shown'] = html
