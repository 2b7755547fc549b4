# include to_the_cent.py
# An agreed advance: Odoo's own down payment, of exactly the untaxed amount that was agreed.
def untaxed_of(order):
    """What was ordered, without tax, expenses and down payments."""
    total = 0.0
    for line in order.order_line:
        if not line.display_type and not line.is_expense and not line.is_downpayment:
            total += line.price_subtotal
    return total


def down_payment_lines(order, untaxed, key):
    """Odoo's down payment that comes to `untaxed` before tax, as base lines; none where no amount does. Odoo is asked with tax."""
    money, company, taxes = order.currency_id, order.company_id, env['account.tax'].sudo()
    near = 0.0
    for step in (0, 1, -1, 2, -2, 3, -3):
        base_lines = []
        for line in order.order_line:
            if not line.display_type:
                base_lines.append(line._prepare_base_line_for_taxes_computation())
        taxes._add_tax_details_in_base_lines(base_lines, company)
        taxes._round_base_lines_tax_details(base_lines, company)
        if not near:
            without, total = excluded(base_lines), 0.0
            if not without:
                return []
            for base_line in base_lines:
                total += base_line['tax_details']['total_included_currency']
            near = untaxed * total / without
        lines = taxes._prepare_down_payment_lines(
            base_lines=base_lines, company=company, amount_type='fixed',
            amount=money.round(near + step * money.rounding), computation_key=key)
        if not money.compare_amounts(excluded(lines), untaxed):
            for line in lines:
                line['price_unit'] = to_the_cent(line, money)
            return lines
    return []


def refusal_of_advance(advance, order):
    """Code and message of the first reason not to make it, or nothing."""
    same = [('x_model', '=', 'sale.order'), ('x_name', '=', advance['name'])]
    if not advance['once']:
        same.append(('x_record_id', '=', order.id))
    for part in env['x_billing_part'].sudo().search(same + LIVE):
        if (part.x_terms or '').rsplit('@', 1)[0] == advance['agreement']:
            return 'claimed', '%s: already on invoice %s.' % (advance['name'], part.x_move_id.display_name)
    if advance['of'] and order.currency_id.compare_amounts(untaxed_of(order), advance['of']):
        return 'changed', '%s: the amount of the order changed since it was read.' % advance['name']
    if not down_payment_lines(order, advance['amount'], 'down_payment'):
        return 'changed', '%s: Odoo makes no down payment of exactly %s of this order.' % (advance['name'], advance['amount'])


def make_advance(proposal, own, order, facts):
    """As Odoo's wizard makes it, which would post its note with rights the robot doesn't have."""
    advance = own['advance']
    wizard = env['sale.advance.payment.inv'].sudo().with_company(order.company_id).create({
        'sale_order_ids': [Command.set(order.ids)], 'advance_payment_method': 'fixed', 'fixed_amount': advance['amount']})
    base_lines = down_payment_lines(order, advance['amount'], 'down_payment,%s' % wizard.id)
    order._create_down_payment_section_line_if_needed()
    order_lines = order._create_down_payment_lines_from_base_lines(base_lines)
    accounts = []
    for base_line in base_lines:
        accounts.append(base_line['account_id'] or wizard._get_down_payment_account(base_line['product_id']))
    move = env['account.move'].sudo().with_context(mail_auto_subscribe_no_notify=True).create({
        **wizard.with_context(accounts=accounts)._prepare_down_payment_invoice_values(order=order, so_lines=order_lines),
        **facts, **({} if own['reference'] is False else {'ref': own['reference']}),
    })
    due(move)
    tell('draft.made', move)
    move.message_post_with_source(
        'mail.message_origin_link', render_values={'self': move, 'origin': order}, subtype_xmlid='mail.mt_note')
    ledger, whole = [], True
    for line in move.invoice_line_ids:
        line['name'] = advance['name']
        ledger.append({
            **advance['ledger'], 'x_model': 'sale.order', 'x_record_id': order.id, 'x_verdict': 'bill',
            # Odoo has a line for each set of taxes; together they are one advance.
            'x_quantity': 1.0 if whole else 0.0, 'x_quantity_exact': '1' if whole else '0',
            'x_billed_exact': '1' if whole else '0', 'x_value': line.price_unit * line.quantity,
            'x_currency_id': move.currency_id.id, 'x_company_id': move.company_id.id, 'x_order_id': order.id,
            'x_order_line_id': line.sale_line_ids.id, 'x_move_id': move.id, 'x_move_line_id': line.id,
        })
        whole = False
    env['x_billing_part'].sudo().search([
        ('x_model', '=', 'sale.order'), ('x_record_id', '=', order.id), ('x_name', '=', advance['name']),
        ('x_verdict', '!=', 'bill')]).unlink()
    keep_ledger(ledger)
    remember_sources(move)
    env['ir.model.data'].sudo().create({
        'module': KEYS, 'name': proposal['key'], 'model': 'account.move', 'res_id': move.id, 'noupdate': True})
    env['x_billing_proposal'].sudo().create(said_of(proposal, move))
    answers.append({'key': proposal['key'], 'status': 'drafted', 'invoice': facts_of(move)})
