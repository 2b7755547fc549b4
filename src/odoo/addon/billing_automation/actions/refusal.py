# Why Odoo would not draft a proposal: its claims, and whether everything still is what was read.
def changed(part, record):
    """Why the record is not what was read, or nothing."""
    if part['model'] == 'account.analytic.line':
        if abs(record.unit_amount - part['entry_quantity']) > 1e-9:
            return 'the hours are %s now, %s when read' % (record.unit_amount, part['entry_quantity'])
        if record.so_line.id != part['order_line_id']:
            return 'it is on another order line now'
        if str(record.date) != part['date']:
            return 'its date is %s now' % record.date
        if part['approval'] == 'add-on' and record.x_billing_approval != 'approved':
            return 'its approval for billing is gone'
        if part['approval'] == 'validated' and not record.validated:
            return 'it is no longer validated'
    elif part['model'] == 'project.milestone':
        if not record.is_reached:
            return 'it is no longer reached'
        if abs(record.quantity_percentage * record.sale_line_id.product_uom_qty - part['entry_quantity']) > 1e-6:
            return 'its share of the order line changed'
        if record.sale_line_id.id != part['order_line_id']:
            return 'it is on another order line now'
    elif part['model'] == 'hr.expense':
        if record.state not in ('posted', 'in_payment', 'paid'):
            return 'the expense is %s now' % record.state
        if abs(record.quantity - part['entry_quantity']) > 1e-6:
            return 'its quantity changed'
        if record.sale_order_line_id.id != part['order_line_id']:
            return 'it is on another order line now'


def by_id(records):
    found = {}
    for record in records:
        found[record.id] = record
    return found


def refusal_of_parts(parts):
    """Code and message of the first part that can't be drafted, or nothing. All parts are of one model."""
    model = parts[0]['model']
    ids = []
    for part in parts:
        ids.append(part['id'])
    records = by_id(env[model].sudo().browse(ids).exists())
    claimed = {}
    for held in live_parts(model, ids):
        claimed[held.x_record_id] = claimed.get(held.x_record_id, 0.0) + held.x_quantity
    for part in parts:
        record = records.get(part['id'])
        if not record:
            return 'changed', '%s: the record was deleted.' % part['name']
        held = claimed.get(part['id'], 0.0)
        if abs(held + part['quantity']) > abs(part['entry_quantity']) + 1e-9:
            if held:
                return 'claimed', '%s: already on another invoice.' % part['name']
            return 'changed', '%s: more is proposed than the record has.' % part['name']
        claimed[part['id']] = held + part['quantity']
        if model == 'account.analytic.line' and record.timesheet_invoice_id and not held:
            invoice = record.timesheet_invoice_id
            if invoice.state != 'cancel' and invoice.payment_state != 'reversed':
                return 'claimed', '%s: already on invoice %s.' % (part['name'], invoice.display_name)
        difference = changed(part, record)
        if difference:
            return 'changed', '%s: %s.' % (part['name'], difference)


def to_deduct(order):
    return sorted(
        (line.id, line.price_unit) for line in order.order_line
        if line.is_downpayment and not line.display_type and line.qty_to_invoice)


def refusal(proposal, order):
    """Code and message of the first reason not to draft, or nothing."""
    if not order or order.state != 'sale':
        return 'order-closed', 'The order is cancelled, unconfirmed or gone.'
    if order.company_id not in env.user.company_ids:
        return 'order-closed', 'The order is of %s, a company the billing robot may not work for.' % order.company_id.name
    if to_deduct(order) != sorted((line['order_line_id'], line['price_unit']) for line in proposal['deducted']):
        return 'changed', 'Its down payments changed since they were read.'
    order_lines = by_id(order.order_line)
    for line in proposal['lines']:
        order_line = order_lines.get(line['order_line_id'])
        if not order_line:
            return 'changed', 'Order line %s is gone.' % line['order_line_id']
        if abs(order_line.price_unit - line['price_unit']) > 1e-9 or abs(order_line.discount - line['discount']) > 1e-9:
            return 'changed', '%s: its price or discount changed since it was read.' % order_line.name
        # Claims come first: they say which record, where the order's own count only says how much.
        by_model = {}
        for part in line['parts']:
            by_model.setdefault(part['model'], []).append(part)
        for parts in by_model.values():
            reason = refusal_of_parts(parts)
            if reason:
                return reason
        # Every earlier invoice line may have been rounded up by half a unit of the last digit.
        slack = 0.01 * (1 + len(order_line.invoice_lines))
        if line['quantity'] > order_line.qty_to_invoice + slack:
            return 'order-full', '%s: %s proposed, but the order has only %s left to invoice.' % (
                order_line.name, line['quantity'], order_line.qty_to_invoice)
        worked = 0.0
        for part in line['parts']:
            worked += part['quantity']
        hours = order.company_id.project_time_mode_id
        if line['parts'][0]['model'] == 'account.analytic.line' and hours._has_common_reference(order_line.product_uom_id):
            worked = hours._compute_quantity(worked, order_line.product_uom_id, round=False)
        # The line's quantity is the sum of its parts, rounded once.
        if abs(worked - line['quantity']) > 0.01:
            return 'changed', '%s: %s proposed, but its work adds up to %s.' % (
                order_line.name, line['quantity'], worked)
