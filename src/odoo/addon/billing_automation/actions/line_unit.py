# Time is recorded in the company's unit, and sold in the order line's.
def in_line_unit(order, order_line, model, quantity):
    hours = order.company_id.project_time_mode_id
    if model == 'account.analytic.line' and hours._has_common_reference(order_line.product_uom_id):
        return hours._compute_quantity(quantity, order_line.product_uom_id, round=False)
    return quantity


def in_own_unit(order, order_line, model, quantity):
    hours = order.company_id.project_time_mode_id
    if model == 'account.analytic.line' and hours._has_common_reference(order_line.product_uom_id):
        return order_line.product_uom_id._compute_quantity(quantity, hours, round=False)
    return quantity
