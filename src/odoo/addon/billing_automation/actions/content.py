# What an approval is bound to: every fact of the invoice a customer would see or pay by, as canonical text.
# Posting itself sets an empty invoice date and renames payment lines, so those stay out; a date somebody set is in.
def content(move, invoice_date):
    lines = []
    for line in move.invoice_line_ids.sorted('id'):
        lines.append([
            line.id, line.display_type, line.product_id.id, line.name or '', '%.6f' % line.quantity,
            line.product_uom_id.id, '%.6f' % line.price_unit, '%.6f' % line.discount, sorted(line.tax_ids.ids),
            line.account_id.id, line.currency_id.name, sorted((line.analytic_distribution or {}).items()),
            sorted(line.sale_line_ids.ids),
        ])
    # Adding text makes it plain text: Odoo's own json marks its output with a type XML-RPC can't carry.
    return json.dumps({
        'invoice': move.id, 'type': move.move_type, 'company': move.company_id.id, 'customer': move.partner_id.id,
        'ship_to': move.partner_shipping_id.id, 'currency': move.currency_id.name, 'journal': move.journal_id.id,
        'fiscal_position': move.fiscal_position_id.id, 'terms': move.invoice_payment_term_id.id,
        'bank': move.partner_bank_id.id, 'reference': move.ref or '', 'narration': str(move.narration or ''),
        'date': str(invoice_date or ''), 'total': '%.6f' % move.amount_total, 'tax': '%.6f' % move.amount_tax,
        'lines': lines,
    }, sort_keys=True) + ''
