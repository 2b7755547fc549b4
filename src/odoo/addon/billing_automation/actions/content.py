# What an approval is bound to: every fact of the invoice a customer would see or pay by, as canonical text.
# Posting itself sets an empty invoice date and payment reference, computes the due date by the terms and renames payment
# lines, so those stay out; what somebody set by hand is in.
def due_date(move):
    if move.invoice_payment_term_id:
        by_terms = [term['date_maturity'] for term in move.needed_terms if term] if move.invoice_date else []
        if not by_terms or move.invoice_date_due == max(by_terms):
            return ''
    return str(move.invoice_date_due or '')


def payment_reference(move):
    named = move.name and move.name != '/'
    if named and move.payment_reference == move._get_invoice_computed_reference():
        return ''
    return move.payment_reference or ''


def evidence(parts):
    """What goes along of what is billed: receipts of expenses, and what shows that milestones were accepted."""
    expenses = [part.x_record_id for part in parts if part.x_model == 'hr.expense']
    milestones = [part.x_record_id for part in parts if part.x_model == 'project.milestone']
    return env['ir.attachment'].sudo().search([
        '|', '&', ('res_model', '=', 'hr.expense'), ('res_id', 'in', expenses),
        '&', ('res_model', '=', 'project.milestone'), ('res_id', 'in', milestones)])


def content(move, invoice_date):
    lines = []
    for line in move.invoice_line_ids.sorted('id'):
        lines.append([
            line.id, line.display_type, line.product_id.id, line.name or '', '%.6f' % line.quantity,
            line.product_uom_id.id, '%.6f' % line.price_unit, '%.6f' % line.discount, sorted(line.tax_ids.ids),
            line.account_id.id, line.currency_id.name, sorted((line.analytic_distribution or {}).items()),
            sorted(line.sale_line_ids.ids),
        ])
    # Which work a credit note gives back, and so what may be billed again.
    credits = []
    for line in move.sudo().invoice_line_ids.sorted('id') if move.move_type == 'out_refund' else []:
        if line.x_billing_source_id or line.x_billing_money_only:
            credits.append([line.id, line.x_billing_source_id.id, line.x_billing_money_only, sorted(line.x_billing_credited_ids.ids)])
    # Adding text makes it plain text: Odoo's own json marks its output with a type XML-RPC can't carry.
    return json.dumps({
        'invoice': move.id, 'type': move.move_type, 'company': move.company_id.id, 'customer': move.partner_id.id,
        'ship_to': move.partner_shipping_id.id, 'currency': move.currency_id.name, 'journal': move.journal_id.id,
        'fiscal_position': move.fiscal_position_id.id, 'terms': move.invoice_payment_term_id.id,
        'bank': [move.partner_bank_id.id, move.partner_bank_id.sudo().sanitized_acc_number or ''],
        'receipts': sorted(evidence(move.sudo().x_billing_part_ids).mapped('checksum')), 'reference': move.ref or '', 'narration': str(move.narration or ''),
        'date': str(invoice_date or ''), 'due': due_date(move), 'payment_reference': payment_reference(move),
        'total': '%.6f' % move.amount_total, 'tax': '%.6f' % move.amount_tax,
        'lines': lines, **({'credits': credits} if credits else {}),
    }, sort_keys=True) + ''
