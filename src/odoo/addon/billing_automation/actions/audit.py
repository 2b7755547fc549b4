# One link of an invoice's record: who did what, by which way, on which content, bound to the link before by its hash. It
# is written in the very transaction of what it tells.
def sha256(text):
    env.cr.execute("SELECT encode(sha256(convert_to(%s, 'UTF8')), 'hex')", [text])
    return env.cr.fetchone()[0]


def plain(value):
    # What no protocol of Odoo carries unchanged is not written, so that it reads as it was hashed.
    if isinstance(value, str):
        value = value.replace('\r\n', '\n').replace('\r', '\n')
        return ''.join([sign for sign in value if sign >= ' ' or sign in '\n\t'])
    return value


def last_link(move):
    return env['x_billing_audit'].sudo().search([('x_invoice', '=', move.id)], order='x_number desc', limit=1)


# Which of the invoice's requests this ends, and whether that was late: what Odoo's own lists of KPIs are told by.
def ended(move, kind, request):
    if not request or kind not in ('approved', 'rejected', 'voided'):
        return {}
    requests, time = [], 'in-time'
    for link in env['x_billing_audit'].sudo().search([('x_invoice', '=', move.id)], order='x_number'):
        if link.x_request and link.x_request not in requests:
            requests.append(link.x_request)
        if link.x_request == request:
            if link.x_ends:
                return {}
            if link.x_kind in ('escalated', 'overdue'):
                time = 'late'
    return {'x_ends': (requests + [request]).index(request) + 1, 'x_time': time}


def audit(move, kind, what, facts):
    # Written, not only locked: whoever comes second starts over and finds this link, so that no chain can fork.
    env.cr.execute('UPDATE account_move SET write_date = write_date WHERE id = %s', [move.id])
    last = last_link(move)
    now = str(datetime.datetime.utcnow())[:19]
    text = content(move, move.invoice_date)
    version = sha256(text)
    known = last.search_count(
        [('x_invoice', '=', move.id), ('x_content', '=', version), ('x_version', '!=', False)], limit=1)
    # Of what the invoice said the chain has the hash: whoever compares versions finds the text beside it, once. That it is
    # there is said by v, in what is hashed.
    kept = False if known else text
    # What the desk does for somebody is written by its robot, and says how the desk knows them.
    desk = env.cr.precommit.data.get('billing desk') or {}
    record = {
        'v': 2, 'invoice': move.id, 'number': last.x_number + 1, 'previous': last.x_hash or '', 'kind': kind,
        'what': plain(what), 'actor': env.uid, 'who': plain(env.user.name), 'writer': env.uid, 'channel': 'odoo',
        'verified': 'signed in to Odoo', 'at': now, 'recorded': now, 'content': version,
        'policy': '', 'reason': '', 'detail': '', 'request': '', 'decision': 0, 'key': '',
        **desk,
    }
    for name, value in facts.items():
        record[name] = plain(value)
    text = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(',', ':')) + ''
    values = ended(move, kind, record['request'])
    # A draft that is deleted leaves its record, which says whose it was.
    values['x_ours'] = bool(move.x_billing_key or move.reversed_entry_id.x_billing_key)
    values.update({
        'x_name': record['what'], 'x_invoice': move.id, 'x_move_id': move.id, 'x_company_id': move.company_id.id,
        'x_number': record['number'], 'x_kind': kind, 'x_actor_id': record['actor'], 'x_who': record['who'],
        'x_channel': record['channel'], 'x_verified': record['verified'], 'x_at': record['at'],
        'x_content': record['content'], 'x_policy': record['policy'], 'x_reason': record['reason'],
        'x_detail': record['detail'], 'x_request': record['request'], 'x_decision': record['decision'],
        'x_key': record['key'], 'x_previous': record['previous'], 'x_hash': sha256(text), 'x_record': text,
        'x_version': kept,
    })
    return env['x_billing_audit'].with_user(record['writer']).sudo().create(values)


def link_of(event):
    return {'invoice': event.x_invoice, 'number': event.x_number, 'hash': event.x_hash} if event else False
