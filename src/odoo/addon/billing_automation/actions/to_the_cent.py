def excluded(base_lines):
    total = 0.0
    for base_line in base_lines:
        details = base_line['tax_details']
        total += details['total_excluded_currency'] + details['delta_total_excluded_currency']
    return total


def to_the_cent(line, money):
    """The price that says the amount to the cent, so that shares of it are the same wherever they are reckoned."""
    whole = excluded([line])
    for tax_data in line['tax_details']['taxes_data']:
        whole += tax_data['tax_amount_currency'] if tax_data['tax'].price_include else 0.0
    return money.round(whole)
