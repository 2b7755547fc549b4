# include to_the_cent.py
# The credit note of an upheld dispute, a draft: exactly what was upheld, with tax, by Odoo's own split over the invoice's taxes
# and accounts. No order line is on it, so none of the work is billed again.
def of_account(base_line):
    return {'account_id': base_line['account_id'], 'product_id': base_line['product_id']}


def credit_of(dispute, amount):
    move, taxes = dispute.x_move_id, env['account.tax'].sudo()
    base_lines, tax_lines = move._get_rounded_base_and_tax_lines()
    lines, about = [], dict(dispute.fields_get(['x_reason'])['x_reason']['selection'])[dispute.x_reason]
    for base_line in taxes._prepare_down_payment_lines(
            base_lines=base_lines, company=move.company_id, amount_type='fixed', amount=amount,
            computation_key='dispute,%s' % dispute.id, grouping_function=of_account):
        lines.append(Command.create({
            'name': 'Credit for invoice %s: %s' % (move.name, about.lower()), 'product_id': base_line['product_id'].id,
            'quantity': 1.0, 'price_unit': to_the_cent(base_line, move.currency_id), 'account_id': base_line['account_id'].id,
            'tax_ids': [Command.set(base_line['tax_ids'].ids)], 'analytic_distribution': base_line['analytic_distribution'],
            'product_uom_id': base_line['product_uom_id'].id}))
    credit = env['account.move'].sudo().with_company(move.company_id).create({
        'move_type': 'out_refund', 'partner_id': move.partner_id.id, 'partner_shipping_id': move.partner_shipping_id.id,
        'currency_id': move.currency_id.id, 'journal_id': move.journal_id.id, 'company_id': move.company_id.id,
        'fiscal_position_id': move.fiscal_position_id.id, 'reversed_entry_id': move.id, 'invoice_origin': move.name,
        'invoice_user_id': move.invoice_user_id.id, 'ref': 'Dispute of %s' % move.name, 'invoice_line_ids': lines,
        'x_billing_reason': 'Dispute %s: %s' % ('upheld' if dispute.x_outcome == 'upheld' else 'upheld in part', dispute.x_answer)})
    if move.currency_id.compare_amounts(credit.amount_total, amount):
        raise UserError('Odoo makes no credit note of exactly %.2f %s of %s: draft it by hand, and reject or withdraw this.' % (
            amount, move.currency_id.name, move.name))
    return credit
