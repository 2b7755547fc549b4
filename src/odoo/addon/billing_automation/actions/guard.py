# include each_time.py
# include content.py
# include decided.py
# include audit.py
# include taken_off.py
# Nothing a person or a program can write on an invoice lets it through: only a decision record of its own, made by the
# desk's user on exactly this content, and not followed by a rejection of the same content.
def posted_before(move, text):
    """Whether exactly this once was posted with an approval, and reset since."""
    links = move.sudo().x_billing_audit_ids
    reset = max([link.x_number for link in links if link.x_kind == 'reset'], default=0)
    posted = [link.x_content for link in links if link.x_kind == 'posted' and link.x_decision and link.x_number < reset]
    return sha256(text) in posted


old = env.context.get('old_values')
for move in records:
    texts = [content(move, move.invoice_date)]
    today = datetime.datetime.now(timezone(env.context.get('tz') or env.user.tz or 'UTC')).date()
    if move.invoice_date == today or posted_before(move, texts[0]):
        # Approved without a date: posting has filled in today's, now or the time before.
        texts.append(content(move, False))
    own = decided(move, texts)
    if own.x_outcome != 'approved':
        why = (
            'it was rejected' if own.x_outcome == 'rejected' else
            'not everybody who has to approve it has' if own else
            'it was changed after it was decided on' if move.sudo().x_billing_decision_ids else
            'nobody has approved it'
        )
        raise UserError(
            '%s can\'t be posted: %s. Ask for approval at the approval desk; the decision is recorded here and the '
            'invoice can then be posted.' % (move.display_name, why))
    was = 'draft' if old is None else old.get(move.id, {}).get('state', move.state)
    if was != 'posted':
        check_said(move, 'posted')
