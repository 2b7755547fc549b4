# A holdback: an order line at a price of 1, of which invoices take a negative quantity until it is released.
def withheld_in_all(key):
    """Under an agreement, on live invoices of all orders, credit notes taken off."""
    total = 0.0
    for order_line in env['sale.order.line'].sudo().search([('x_billing_holdback', '=', key)]):
        for line in order_line.invoice_lines:
            if line.parent_state != 'cancel' and line.quantity < 0:
                total += line.quantity if line.move_type == 'out_refund' else -line.quantity
    return total


def refusal_of_holdback(pairs):
    """Code and message of the first reason not to withhold as proposed of all orders of an invoice, or nothing."""
    asked, ceilings = {}, {}
    for own, order in pairs:
        for held in own['withheld']:
            if not env.ref('billing_automation.product_holdback', raise_if_not_found=False):
                return 'changed', 'The product Holdback is gone: install the add-on again.'
            same = False
            for line in order.order_line:
                if line.id == held['like']:
                    same = sorted(line.tax_ids.ids) == held['taxes']
            if not same:
                return 'changed', 'The taxes of work that is withheld from changed since they were read.'
            key = held['agreement']
            asked[key] = asked.get(key, 0.0) + held['quantity']
            if held['ceiling']:
                ceilings[key] = held['ceiling']
    for key in ceilings:
        most = ceilings[key]['amount']
        now = withheld_in_all(key) + asked[key]
        # Up to the ceiling exactly where it was counted on, to the decimals of a quantity.
        if now > most + 1e-6 or (ceilings[key]['reached'] and now < most - 0.01):
            return 'changed', '%s: what is withheld in all changed since it was read.' % key


def holdback_line(order, held):
    """The order's line of this agreement and these taxes, made where there is none yet; above its sections."""
    sequences = [0]
    for line in order.order_line:
        sequences.append(line.sequence)
        if line.x_billing_holdback == held['agreement'] and sorted(line.tax_ids.ids) == held['taxes']:
            return line
    product = env.ref('billing_automation.product_holdback').sudo()
    return env['sale.order.line'].sudo().with_context(sale_no_log_for_new_lines=True).create({
        'order_id': order.id, 'sequence': min(sequences) - 1, 'product_id': product.id,
        'name': '%s: %s' % (product.name, held['name']), 'product_uom_qty': 0.0, 'product_uom_id': product.uom_id.id,
        'price_unit': 1.0, 'discount': 0.0, 'tax_ids': [Command.set(held['taxes'])],
        'x_billing_holdback': held['agreement'],
    })


def holdback_values(order, lines, withheld, sequence):
    """Values of the invoice lines that withhold, in the order they are proposed."""
    days = []
    for line in lines:
        for part in line['parts']:
            days.append(part['date'])
    values = []
    for held in withheld:
        for line_values in holdback_line(order, held)._prepare_invoice_lines_vals_list(
                sequence=sequence + len(values), quantity=-held['quantity'], price_unit=1.0, discount=0.0):
            line_values.update({
                'name': held['text'], 'x_billing_service_from': min(days), 'x_billing_service_to': max(days)})
            values.append(Command.create(line_values))
    return values
