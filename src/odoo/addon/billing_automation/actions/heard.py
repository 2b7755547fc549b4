# What a customer wrote about an invoice, in reply to its mail or in the portal, and nobody has answered. Answered is what
# somebody of the firm wrote back in Odoo, disputed or was promised since, or looked at and found nothing to do. A mail never
# answers, whoever it says it is from: anybody can write anybody's name into one.
def is_ours(message):
    return bool(message.author_id.with_context(active_test=False).user_ids.filtered(lambda user: not user.share))


def unanswered(move):
    """The messages, oldest first. Ids and the day they came say which is later: the date in a mail is its sender's."""
    open_ones = env['mail.message'].sudo()
    for message in open_ones.search([
            ('model', '=', 'account.move'), ('res_id', '=', move.id), ('id', '>', move.x_billing_heard_up_to),
            ('message_type', 'in', ['email', 'comment']), ('subtype_id', '!=', False), ('subtype_id.internal', '=', False)],
            order='id'):
        if not is_ours(message):
            open_ones |= message
        elif message.message_type == 'comment':
            open_ones = open_ones.browse()
    for row in list(move.x_billing_dispute_ids) + list(move.x_billing_promise_ids):
        for message in open_ones:
            if message.create_date <= row.create_date:
                open_ones -= message
    return open_ones


def heard_of(move):
    """The newest of what nobody answered of a posted invoice, and since when; nothing of what is no such invoice yet."""
    posted = move.id and move.state == 'posted' and move.move_type == 'out_invoice'
    found = posted and unanswered(move)
    if not found:
        return False
    last = found[-1]
    return {
        'on': str(found[0].create_date.date()), 'by': last.author_id.display_name or last.email_from or '',
        'said': last.preview or 'no text', 'message': last.id}
