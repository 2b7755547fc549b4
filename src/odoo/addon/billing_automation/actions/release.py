# include content.py
# include decided.py
# include audit.py
# include stopped.py
# include delivery.py
# include announce.py
# include detail_workbook.py
# include given.py
# Hands one posted, approved invoice to Odoo's own send, once. The mail leaves after this transaction is committed, so
# what became of it is looked at in a call of its own.
DETAIL = 'billing_automation.timesheet_detail'


def detail_of(move, parts, known, since):
    """The timesheet detail, as the signed terms of the time want it: as a PDF, a spreadsheet or both."""
    found, wanted = [], ' '.join(parts.filtered(lambda part: part.x_kind == 'time').mapped('x_detail')).split()
    for ending, way in (('pdf', 'pdf'), ('xlsx', 'spreadsheet')):
        name = 'Timesheet detail - %s.%s' % (move.name.replace('/', '_'), ending)
        if way not in wanted or (way == 'pdf' and DETAIL in known):
            continue
        made = env['ir.attachment'].sudo().search([
            ('res_model', '=', 'account.move'), ('res_id', '=', move.id), ('name', '=', name), ('create_date', '>=', since),
            # A file of the same name that somebody else put there, or wrote over, is not what leaves.
            ('create_uid', '=', env.uid), ('write_uid', '=', env.uid)], limit=1)
        if way == 'spreadsheet' and not made:
            made = made.create({
                'name': name, 'res_model': 'account.move', 'res_id': move.id, 'mimetype': SPREADSHEET,
                'raw': detail_workbook(move)})
        if made:
            found.append({'id': made.id, 'name': name, 'mimetype': made.mimetype, 'placeholder': False})
        else:
            found.append({'id': 'placeholder_timesheet_detail', 'name': name, 'mimetype': 'application/pdf',
                          'placeholder': True, 'dynamic_report': DETAIL})
    return found


def enclosures(move, widget, since):
    """What goes along besides what Odoo itself encloses: the timesheet detail, receipts and acceptance, none of them twice."""
    parts = move.x_billing_part_ids.filtered('x_move_line_id')
    known = [each['dynamic_report'] for each in widget if each.get('dynamic_report')]
    more = detail_of(move, parts, known, since)
    for each in evidence(parts):
        more.append({'id': each.id, 'name': each.name, 'mimetype': each.mimetype, 'placeholder': False})
    return widget + more


def send(move, decision):
    """Why it can't be sent, or nothing."""
    sender = env['account.move.send'].sudo().with_company(move.company_id)
    settings = sender._get_default_sending_settings(move)
    if 'manual' in settings['sending_methods']:
        return ('The sending method of %s is Manual: somebody has to hand the invoice over, with Odoo\'s Send button.'
                % move.commercial_partner_id.display_name)
    for method in settings['sending_methods']:
        # Odoo would leave this way out without a word, and call the invoice sent.
        if method != 'email' and not sender._is_applicable_to_move(method, move, **settings):
            ways = dict(move.partner_id.fields_get(['invoice_sending_method'])['invoice_sending_method']['selection'])
            return ('%s is to have its invoices %s, and Odoo can\'t send this one that way: look at the address for it on the '
                    'customer\'s form, and whether the company is set up for it in Odoo\'s Accounting settings.' % (
                        move.commercial_partner_id.display_name, ways.get(method) or method))
    extra = {}
    if 'email' in settings['sending_methods']:
        if not settings['mail_partner_ids']:
            return '%s has no e-mail address.' % move.partner_id.display_name
        extra = {'mail_attachments_widget': enclosures(move, settings['mail_attachments_widget'], decision.create_date)}
    move['x_billing_released_on'] = datetime.datetime.utcnow().replace(microsecond=0)
    before = mails_of(move, decision.create_date)
    # Server actions leave mails to Odoo's mail queue; this one goes at once, so that its fate is known.
    sender._generate_and_send_invoices(move.with_context(mail_notify_force_send=True), **extra)
    # On record before it leaves: whoever writes over a file later does not change what is told of it.
    for message in mails_of(move, decision.create_date) - before if extra else []:
        audit(move, 'handed-over', 'Handed to Odoo to be mailed', {
            'decision': decision.id, 'key': handed_key(message), 'detail': files_of(message)})


wanted = given
move = env['account.move'].sudo().browse(wanted['id']).exists()
free = turn(move)
# Hundreds may ask again and again while one is being sent: that has to cost next to nothing.
never = why_never(move) if free else ''
if not free:
    action = {'status': 'busy'}
elif never:
    action = {'status': 'refused', 'message': never}
else:
    decision = approval(move)
    known = delivery(move, decision.create_date)
    begun = move.x_billing_released_on and move.x_billing_released_on >= decision.create_date.replace(microsecond=0)
    if known['state'] == 'left':
        action = {'status': 'already-sent', 'message': ''}
    elif known['state'] == 'none' and begun:
        action = {'status': 'not-sent', 'message':
                  'Odoo began to send it on %s UTC, and there is no trace of a mail: look whether the customer has it '
                  'before it is sent again by hand.' % move.x_billing_released_on}
    elif known['state'] != 'none' and not known['nobody']:
        action = {'status': 'not-sent', 'message': known['why']}
    else:
        action = announced(move, decision, wanted['minutes'])
        if not action:
            # A mail nobody got is put aside, so that it can't be sent besides the new one.
            failed = known['message'].notification_ids.filtered(lambda row: row.notification_type == 'email')
            failed.mail_mail_id.exists().cancel()
            failed.write({'notification_status': 'canceled'})
            problem = send(move, decision)
            action = {'status': 'not-sent' if problem else 'handed-over', 'message': problem or ''}
