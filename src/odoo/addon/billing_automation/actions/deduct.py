# A down payment taken off in shares. Odoo keeps the amounts of a down payment fixed, to the cent; so do its shares.
def cut(value, before, share, money):
    """Of `value`, what a share takes after what was taken before it: cumulated, so that the shares add up to the whole."""
    return money.round(money.round(value * (before + share)) - money.round(value * before))


def share_of_tax_data(line, before, share):
    """`extra_tax_data` of an invoice line that takes off a share of a down payment line."""
    data = line.extra_tax_data or {}
    money, own = line.currency_id, line.company_id.currency_id
    if not data.get('manual_tax_amounts'):
        # Without taxes Odoo fixes nothing: the whole is the price.
        data = {
            **data, 'currency_id': money.id, 'price_unit': line.price_unit, 'discount': line.discount,
            'rate': line.order_id.currency_rate, 'manual_total_excluded_currency': money.round(line.price_unit),
            'manual_tax_amounts': {'0': {}},
        }
        if line.tax_ids:
            return {'computation_key': data.get('computation_key') or ''}
    shared = {**data, 'quantity': -share, 'manual_tax_amounts': {}}
    for field, currency in (('manual_total_excluded_currency', money), ('manual_total_excluded', own)):
        if field in data:
            shared[field] = -cut(data[field], before, share, currency)
    for tax, amounts in data['manual_tax_amounts'].items():
        shared['manual_tax_amounts'][tax] = {}
        for field in amounts:
            shared['manual_tax_amounts'][tax][field] = -cut(
                amounts[field], before, share, money if field.endswith('_currency') else own)
    within = 0.0
    for tax in line.tax_ids:
        if tax.price_include and str(tax.id) in shared['manual_tax_amounts']:
            within += shared['manual_tax_amounts'][str(tax.id)].get('tax_amount_currency', 0.0)
    if within:
        # What is left of the price without its tax takes the cent that rounding both apart would leave.
        rest = money.round(-cut(line.price_unit, before, share, money) - within)
        moved = rest - shared['manual_total_excluded_currency']
        shared['manual_total_excluded_currency'] = rest
        for amounts in shared['manual_tax_amounts'].values():
            if 'base_amount_currency' in amounts:
                amounts['base_amount_currency'] = money.round(amounts['base_amount_currency'] + moved)
    return shared


def invoiced_of(order):
    """Untaxed on live invoices, credit notes taken off, down payments left out, and what is withheld and released."""
    total = 0.0
    for line in order.order_line:
        if not line.is_downpayment and not line.display_type and not line.x_billing_holdback:
            for invoiced in line.invoice_lines:
                if invoiced.parent_state != 'cancel':
                    total += -invoiced.price_subtotal if invoiced.move_type == 'out_refund' else invoiced.price_subtotal
    return total
