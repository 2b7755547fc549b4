# include receivable.py
# include given.py
# What customers owe, and how they paid before: posted invoices with something open, overpaid, promised, disputed or told.
wanted = given['companies']
companies = [company.id for company in env.user.company_ids if not wanted or company.id in wanted]
moves = env['account.move'].sudo()
posted = [('move_type', '=', 'out_invoice'), ('state', '=', 'posted'), ('company_id', 'in', companies)]
owed = moves.search(posted + [
    '|', '|', '|', ('amount_residual', '!=', 0), ('x_billing_promise_ids', '!=', False),
    ('x_billing_dispute_ids', '!=', False), ('x_billing_reminder_ids', '!=', False)], order='invoice_date_due, id')
over = env['account.move.line'].sudo().search([
    ('account_type', '=', 'asset_receivable'), ('parent_state', '=', 'posted'), ('reconciled', '=', False),
    ('amount_residual', '<', 0), ('matched_debit_ids', '!=', False), ('company_id', 'in', companies)])
owed |= over.matched_debit_ids.debit_move_id.move_id.filtered_domain(posted)
paid = []
since = datetime.date.today() - datetime.timedelta(days=730)
for move in moves.search(posted + [
        ('payment_state', 'in', ['paid', 'in_payment']), ('invoice_date_due', '>=', since),
        ('commercial_partner_id', 'in', owed.commercial_partner_id.ids)]):
    days = []
    for line in move.line_ids.filtered(is_receivable):
        for partial in line.matched_credit_ids:
            other = partial.credit_move_id.move_id
            if other.origin_payment_id or other.statement_line_id:
                days.append(str(partial.credit_move_id.date))
    if days:
        paid.append([move.commercial_partner_id.id, str(move.invoice_date_due), max(days)])
action = {'owed': [receivable(move) for move in owed], 'paid': paid}
