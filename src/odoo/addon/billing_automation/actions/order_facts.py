# What Odoo says of an order before it is invoiced: who pays, by which taxes and fiscal position, and what does not fit.
def in_area(position, partner):
    country = partner.country_id
    if position.country_id and position.country_id != country:
        return False
    return not position.country_group_id or country in position.country_group_id.country_ids


def odd_line(line, position, own):
    """Taxes the product has and the line has not, and what of the line is another company's."""
    taxes = line.product_id.taxes_id._filter_taxes_by_company(line.company_id)
    others = []
    for what, record in [('product', line.product_id), ('project', line.project_id)]:
        if record.company_id and record.company_id not in own:
            others.append('%s %s of %s' % (what, record.display_name, record.company_id.name))
    for tax in line.tax_ids:
        if tax.company_id not in own:
            others.append('tax %s of %s' % (tax.name, tax.company_id.name))
    return {
        'id': line.id,
        'zero': not any(line.tax_ids.flatten_taxes_hierarchy().mapped('amount')),
        'left_out': '' if line.tax_ids else ', '.join(position.map_tax(taxes).mapped('name')),
        'others': others,
    }


def joins(order):
    """What orders on one invoice have in common."""
    found = []
    for what, record in [
            ('company', order.company_id), ('customer', order.partner_invoice_id.commercial_partner_id),
            ('invoice address', order.partner_invoice_id), ('delivery address', order.partner_shipping_id),
            ('currency', order.currency_id), ('fiscal position', order.fiscal_position_id),
            ('payment terms', order.payment_term_id), ('payment method', order.preferred_payment_method_line_id),
            ('journal', order.journal_id)]:
        found.append({'what': what, 'id': record.id or 0, 'name': record.display_name or ''})
    return found


def order_facts(order):
    company = order.company_id
    buyer = order.partner_invoice_id or order.partner_id
    goes_to = order.partner_shipping_id or order.partner_id
    positions = env['account.fiscal.position'].sudo().with_company(company)
    position, expected = order.fiscal_position_id, positions._get_fiscal_position(order.partner_id, goes_to)
    home = company.account_fiscal_country_id or company.country_id
    europe = env.ref('base.europe').sudo().country_ids
    vat = buyer.commercial_partner_id.vat or buyer.vat or ''
    facts = {
        'id': order.id,
        'invoice_to': {'id': buyer.id, 'name': buyer.display_name},
        'country': buyer.country_id.code or '',
        'vat': '' if vat == '/' else vat,
        'position': position.name or '',
        'expected': expected.name or '',
        'vat_required': position.vat_required,
        'of_country': bool(position.country_id or position.country_group_id),
        'fits': position == expected or in_area(position, goes_to) or in_area(position, buyer),
        'by_country': home in europe and bool(positions.search_count(
            positions._check_company_domain(company) + [('auto_apply', '=', True)], limit=1)),
        'crosses_eu': home in europe and buyer.country_id in europe and buyer.country_id != home,
        'joins': joins(order),
    }
    facts['seal'] = json.dumps(facts, sort_keys=True) + ''
    facts['lines'] = []
    for line in order.order_line:
        if not line.display_type and not line.is_downpayment:
            facts['lines'].append(odd_line(line, position, company.parent_ids))
    return facts
