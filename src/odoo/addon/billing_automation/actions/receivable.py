# include heard.py
# What is owed on one invoice, and all that was paid, promised, disputed and told about it; amounts in its own currency. Odoo's
# reconciliations say what was paid: no flag does.
def plan_of(move):
    """The reminders this customer gets: their own, or the company's."""
    own = [('x_company_id', '=', move.company_id.id)]
    plans = env['x_billing_dunning'].sudo()
    debtor = move.commercial_partner_id
    found = plans.search(own + [('x_partner_id', '=', debtor.id)], order='id desc', limit=1)
    return found or plans.search(own + [('x_partner_id', '=', False)], order='id desc', limit=1)


def is_receivable(line):
    return line.account_type == 'asset_receivable'


def settlements_of(move):
    """What settles it, and what is left over of the payments among it."""
    rows, left = [], []
    for line in move.line_ids.filtered(is_receivable):
        for partial in line.matched_credit_ids:
            other = partial.credit_move_id
            if move.currency_id.is_zero(partial.debit_amount_currency):
                continue
            paid = other.move_id.origin_payment_id or other.move_id.statement_line_id
            kind = 'credit' if other.move_id.move_type == 'out_refund' else 'payment' if paid else 'entry'
            rows.append({'kind': kind, 'day': str(other.date), 'amount': partial.debit_amount_currency})
            over = -other.amount_residual_currency
            if paid and other.currency_id.compare_amounts(over, 0.0) > 0:
                left.append({'name': other.move_id.name, 'amount': over, 'currency': other.currency_id.name})
    return rows, left


def payments_of(move):
    """What is registered and in no books yet, and what came back."""
    coming, back = 0.0, []
    for payment in move.matched_payment_ids:
        amount = payment.currency_id._convert(payment.amount, move.currency_id, move.company_id, payment.date)
        if payment.state in ('in_process', 'paid') and not payment.move_id:
            # Of several invoices: what is paid of this one can't be told, so none of it is asked for.
            coming += amount
        elif payment.state in ('canceled', 'rejected') or payment.move_id.reversal_move_ids.filtered(is_posted):
            back.append({'name': payment.name or payment.display_name, 'day': str(payment.write_date.date()), 'amount': amount})
    return min(coming, move.amount_residual), back


def is_posted(move):
    return move.state == 'posted'


def dispute_of(dispute):
    credit = dispute.x_credit_id
    waits = dispute.x_decided_by and credit.state == 'draft'
    return {
        'id': dispute.id, 'reason': dispute.x_reason, 'opened': str(dispute.create_date.date()),
        'amount': credit.amount_total if waits else dispute.x_amount, 'deadline': str(dispute.x_deadline),
        'owner': [dispute.x_owner_id.id, dispute.x_owner_id.name] if dispute.x_owner_id else False,
        'state': 'open' if not dispute.x_decided_by else 'credit-waits' if waits else 'closed',
    }


def level_of(level):
    return {'id': level.id, 'name': level.x_name, 'days': level.x_days, 'quiet_below': level.x_quiet_below}


def fate_of(reminder):
    """What became of its mail, and why. One that bounced is settled where the customer has another address since."""
    mail = reminder.x_mail_id
    for row in mail.mail_message_id.notification_ids:
        address = row.res_partner_id.email
        if row.notification_status == 'bounce' and address and address in (reminder.x_to or ''):
            return 'failed', 'It came back from %s. %s' % (address, row.failure_reason or '')
    if mail.state in ('exception', 'cancel'):
        return 'failed', mail.failure_reason or ''
    return 'sent' if mail.state == 'sent' else 'waits' if mail else 'gone', ''


def told_of(reminder):
    fate, why = fate_of(reminder)
    return {
        'level': reminder.x_level, 'days': reminder.x_days, 'name': reminder.x_name, 'on': str(reminder.create_date.date()),
        'mail': fate, 'why': why.strip(),
    }


def has_address(move, plan):
    """Whether there is an address to remind: the customer's, or one that a mail of theirs names itself."""
    return bool(move.partner_id.email or plan.x_level_ids.x_template_id.filtered('email_to'))


def receivable(move):
    rows, left = settlements_of(move)
    coming, back = payments_of(move)
    parts, promises, plan = {}, [], plan_of(move)
    for line in move.line_ids.filtered(is_receivable):
        if not move.currency_id.is_zero(line.amount_residual_currency):
            day = str(line.date_maturity or move.invoice_date_due)
            parts[day] = parts.get(day, 0.0) + line.amount_residual_currency
    for promise in move.x_billing_promise_ids:
        if not promise.x_withdrawn_by:
            promises.append({
                'id': promise.id, 'amount': promise.x_amount, 'made': str(promise.create_date.date()), 'by': str(promise.x_by),
                'promised_by': promise.x_promised_by, 'author': [promise.create_uid.id, promise.create_uid.name]})
    books = move.company_id.currency_id
    found = {
        'id': move.id, 'name': move.name, 'customer': [move.partner_id.id, move.partner_id.display_name],
        'debtor': [move.commercial_partner_id.id, move.commercial_partner_id.display_name],
        'company': [move.company_id.id, move.company_id.name],
        'salesperson': [move.invoice_user_id.id, move.invoice_user_id.name] if move.invoice_user_id else False,
        'currency': [move.currency_id.name, move.currency_id.decimal_places], 'total': move.amount_total,
        'residual': move.amount_residual, 'books': [books.name, books.decimal_places, move.amount_residual_signed],
        'instalments': sorted([[day, amount] for day, amount in parts.items()]), 'due': str(move.invoice_date_due),
        'settlements': rows, 'surplus': left, 'coming': coming, 'returned': back,
        'held': move.no_followup or move.payment_state == 'blocked', 'promises': promises,
        'disputes': [dispute_of(each) for each in move.x_billing_dispute_ids], 'heard': heard_of(move),
        'plan': {'id': plan.id, 'name': plan.x_name, 'on': plan.x_on, 'levels': [level_of(each) for each in plan.x_level_ids]}
        if plan else False,
    }
    told = move.x_billing_reminder_ids.sorted('id')
    # What a mail server answers in the meantime changes nothing of what was decided.
    text = json.dumps([found, told.ids], sort_keys=True) + ''
    return {
        **found, 'told': [told_of(each) for each in told], 'address': has_address(move, plan),
        'seal': env['ir.attachment']._compute_checksum(text.encode()),
    }
