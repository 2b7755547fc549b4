# Whether a posted invoice has left, by Odoo's own records of what it mailed, to whom, and what became of it.
NOBODY_GOT_IT = ('mail_smtp', 'mail_email_invalid', 'mail_email_missing', 'mail_from_invalid', 'mail_from_missing')

MOST_SAID = 600
CHANGED = '. Its files were changed in Odoo since it was handed over: which of them left is not known'


def turn(move):
    """Whether it is this call's turn. It does not wait: PDFs are made of pages that other workers of Odoo have to serve, so
    calls that wait for each other could stand still for good."""
    env.cr.execute('SELECT pg_try_advisory_xact_lock(hashtext(%s))', ['billing release'])
    free = env.cr.fetchone()[0]
    if free:
        # Taken in the meantime by somebody else: Odoo itself tries the whole call again.
        env.cr.execute('SELECT id FROM account_move WHERE id = %s FOR UPDATE NOWAIT', [move.id or 0])
    return free


def approval(move):
    """The approval of what the invoice says now, or an empty record: posting fills in an empty invoice date."""
    decision = decided(move, [content(move, move.invoice_date), content(move, False)])
    return decision if decision.x_outcome == 'approved' else decision.browse()


def why_never(move):
    """Why the invoice may not be sent, or nothing."""
    if not move:
        return 'The invoice is gone: it was deleted in Odoo.'
    if move.state != 'posted':
        return '%s is not posted, and only posted invoices are sent.' % move.display_name
    if not move.is_sale_document(include_receipts=True):
        return '%s is no invoice to a customer.' % move.display_name
    if not approval(move):
        return ('%s is posted, but no approval of what it says is on record: it is not sent. Find out who posted it '
                'and how.' % move.display_name)


def reason(row):
    """What Odoo says of a recipient who did not get the mail."""
    kinds = dict(row.fields_get(['failure_type'])['failure_type']['selection'])
    said = (row.failure_reason or row.mail_mail_id.failure_reason or '').strip()
    # A mail server that sends a mail back may enclose pages of its own.
    said = said if len(said) <= MOST_SAID else said[:MOST_SAID] + ' …'
    return ': '.join([text for text in (kinds.get(row.failure_type), said) if text]) or 'bounced'


def surely_not_got(row):
    said = row.failure_reason or ''
    refused = 'SMTPRecipientsRefused' in said or 'SMTPSenderRefused' in said
    return row.notification_status == 'exception' and (refused or row.failure_type in NOBODY_GOT_IT)


def mails_of(move, since):
    return env['mail.message'].sudo().search([
        ('model', '=', 'account.move'), ('res_id', '=', move.id), ('attachment_ids', '!=', False),
        ('create_date', '>=', since)], order='id')


def handed_key(message):
    return 'mail %s' % message.id


def files_of(message):
    files = []
    for file in message.attachment_ids:
        files.append('%s, SHA-1 %s' % (file.name, file.checksum))
    return '\n'.join(sorted(files))


def at_network(move):
    """What Odoo's module for Peppol has noted of this e-invoice; nothing where there is no such module."""
    return 'peppol_move_state' in move._fields and move.peppol_move_state


def told_of_refusal(move, since):
    """When the account team was last told that it came back, since then; a day that never comes where it wasn't."""
    told = '9999-12-31'
    for link in move.x_billing_audit_ids.sorted('x_number'):
        if link.x_kind == 'returned' and link.create_date >= since:
            told = link.create_date
    return told


def delivery(move, since):
    """State, way, reason, the message that failed, and what left. Only what happened since the approval is about this content."""
    refused = at_network(move) == 'error'
    # A mail that left before Peppol refused the e-invoice does not make up for it; one somebody sends who was told does.
    since = told_of_refusal(move, since) if refused else since
    customer = move.partner_id | move.commercial_partner_id
    last = {'state': 'none', 'how': '', 'why': '', 'nobody': False, 'returned': False, 'message': env['mail.message'].sudo()}
    for message in mails_of(move, since):
        got, failed, waiting, cancelled, nobody, returned = [], [], [], [], True, False
        for row in message.notification_ids:
            partner = row.res_partner_id
            if row.notification_type != 'email' or (partner and not partner.partner_share and partner not in customer):
                continue
            address = row.mail_email_address or partner.email or partner.display_name
            if row.notification_status in ('sent', 'pending'):
                got.append(address)
            elif row.notification_status == 'canceled':
                cancelled.append(address)
            elif row.notification_status in ('bounce', 'exception'):
                failed.append('%s: %s' % (address, reason(row)))
                nobody = nobody and surely_not_got(row)
                returned = returned or row.notification_status == 'bounce'
            else:
                waiting.append(address)
        to = ', '.join(got)
        if got and not (failed or waiting or cancelled):
            return {**last, 'state': 'left', 'how': 'by e-mail to %s' % to, 'why': '', 'nobody': False, 'returned': False,
                    'message': message}
        but = ' %s did get it.' % to if got else ''
        if failed:
            last = {'state': 'failed', 'why': '\n'.join(failed) + but}
        elif waiting:
            last = {'state': 'waiting', 'why': 'The mail to %s waits in Odoo\'s mail queue.%s' % (', '.join(waiting), but)}
        elif cancelled:
            last = {'state': 'cancelled', 'why': 'The mail to %s was cancelled in Odoo.%s' % (', '.join(cancelled), but)}
        else:
            continue
        last = {'how': '', 'nobody': nobody and not got, 'returned': returned, 'message': message, **last}
    if last['state'] == 'none' and move.is_move_sent and move.invoice_pdf_report_id:
        # Sent another way than by mail, or made ready by hand with Odoo's Send button.
        methods = dict(move.partner_id.fields_get(['invoice_sending_method'])['invoice_sending_method']['selection'])
        way = move.commercial_partner_id.with_company(move.company_id).invoice_sending_method
        if way == 'peppol' and at_network(move) not in ('processing', 'done'):
            last['state'] = 'waiting'
            last['why'] = 'Odoo has made it ready, and Peppol does not have it.'
        else:
            last['state'] = 'left'
            last['how'] = 'through Odoo\'s Send button or service (%s)' % (methods.get(way) or 'no sending method set')
    if refused and not last['message']:
        last['state'], last['how'], last['returned'] = 'failed', '', True
        last['why'] = 'Peppol refused the e-invoice: what it said is in the invoice\'s chatter.'
    return last


def not_left_case(move, known, why):
    """The case of an invoice that did not leave, or came back, in its words."""
    whose = (move.name, move.partner_id.display_name)
    stop = stop_of(move)
    if stop:
        title = '%s to %s was stopped' % whose
        step = ('Clear it up with %s. When it may leave as it is, open its release (on the invoice\'s Billing tab), press Let '
                'it leave, and release it again, or send it with Odoo\'s Send button; when not, reset it to draft, or credit it. '
                'This case closes itself when the invoice has left.' % stop.x_stopped_by.name)
    elif known['returned']:
        title = '%s to %s came back' % whose
        step = ('Correct the e-mail address (of an e-invoice, the Peppol address) of whoever did not get it, then send the '
                'invoice with Odoo\'s Send button. This case closes itself when the invoice has left.')
    else:
        title = '%s to %s did not leave' % whose
        step = ('Mend what Odoo names (often the customer\'s address, or the outgoing mail server). Then release it '
                'again, or send it with Odoo\'s Send button. This case closes itself when the invoice has left.')
    return {
        'title': title, 'why': why, 'step': step, 'untaxed': move.amount_untaxed, 'currency': move.currency_id.name,
        'owner': move.invoice_user_id.id, 'order': move.invoice_line_ids.sale_line_ids.order_id[:1].id,
    }


def team_of(move):
    """The salesperson and the managers of the billed projects."""
    team = move.invoice_user_id | move.x_billing_part_ids.x_project_id.user_id
    return team.filtered(lambda user: user.active and not user.share)


def enclosed(move, message):
    """(the files of a mail with their checksums, whether they are others by now): as they were when the release handed it over,
    and what is under them now where that is something else. Of what was sent by hand, as they are now."""
    now = plain(files_of(message))
    link = env['x_billing_audit'].sudo().search([
        ('x_invoice', '=', move.id), ('x_kind', '=', 'handed-over'), ('x_key', '=', handed_key(message))], limit=1)
    if not link or link.x_detail == now:
        return now, False
    return '%s\nIn Odoo by now:\n%s' % (link.x_detail, now or 'none of them'), True


def tell(move, decision, known, why):
    """The account team is told once that the invoice has left, or did not: in Odoo, which tells each as they prefer."""
    left, how, returned = known['state'] == 'left', known['how'], known['returned']
    told = '%s:%s' % ('left' if left else 'not-left', decision.id)
    if move.x_billing_told == told:
        return
    move['x_billing_told'] = told
    if left:
        files, changed = enclosed(move, known['message'])
        audit(move, 'released', 'Left %s%s' % (how, CHANGED if changed else ''), {'decision': decision.id, 'detail': files})
    elif returned:
        audit(move, 'returned', 'Came back', {'decision': decision.id, 'detail': why})
    values = {'move': move, 'left': left, 'how': how, 'why': why, 'returned': returned}
    body = env['ir.qweb'].sudo().with_context(lang=move.invoice_user_id.lang or env.lang)._render(
        'billing_automation.told', values)
    move.message_post(
        body=body, subtype_xmlid='mail.mt_note', author_id=env.user.partner_id.id,
        email_from=env.user.email_formatted or move.company_id.email_formatted,
        partner_ids=team_of(move).partner_id.ids)
