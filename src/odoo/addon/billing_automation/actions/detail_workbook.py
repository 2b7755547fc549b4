# include workbook.py
# The timesheet detail as a spreadsheet: the rows of the PDF (reports/timesheet_detail.xml) in one table, invoice line by
# invoice line, and beside it the invoice's lines with what they come to.
WIDTHS = {'order': 16, 'project': 22, 'person': 22, 'task': 28, 'description': 48, 'status': 12}


def detail_row(part, number, name, entry, columns, verdicts):
    shown, says = part.x_detail.split(), {
        'order': part.x_order_id.name, 'project': part.x_project_id.name, 'person': part.x_person,
        'task': entry.task_id.name, 'description': entry.name or part.x_name,
        'status': verdicts[part.x_verdict]}
    row = [('count', number), ('text', name), ('day', part.x_date)]
    for column in columns:
        row.append(('text', says[column] if column in shown else ''))
    return row + [('quantity', part.x_quantity), ('text', part.x_unit)]


def invoice_head(move):
    return [
        [('strong', 'Invoice'), ('strong', move.name if move.name and move.name != '/' else 'Draft')],
        [('strong', 'Customer'), ('text', move.partner_id.display_name)],
        [('strong', 'Date'), ('day', move.invoice_date)],
        [('strong', 'Reference'), ('text', move.ref)],
        [],
        [('heading', word) for word in (
            'Line', 'On the invoice', 'Worked', 'Unit', 'Quantity', 'Unit', 'Price', 'Discount %',
            'Untaxed (%s)' % move.currency_id.name)]]


def invoice_row(line, number, name, own):
    worked = round(sum(own.mapped('x_quantity')), 6)
    return [('count', number), ('text', name)] + (
        [('quantity', worked), ('text', own[:1].x_unit)] if own else [('text', ''), ('text', '')]) + [
        ('quantity', line.quantity), ('text', line.product_uom_id.name), ('price', line.price_unit),
        ('quantity', line.discount), ('amount', line.price_subtotal)]


def invoice_foot(move, places):
    """What the invoice comes to, by Odoo; where its lines come to something else, by how much it was rounded."""
    lines = move.invoice_line_ids.filtered(lambda line: line.display_type == 'product')
    rounding = round(move.amount_untaxed - sum(lines.mapped('price_subtotal')), places)
    sums = [('Rounding', rounding)] if rounding else []
    sums += [('Untaxed', move.amount_untaxed), ('Taxes', move.amount_tax), ('Total', move.amount_total)]
    return [[]] + [[('text', '')] * 7 + [('strong', name), ('total', amount)] for name, amount in sums]


def detail_workbook(move):
    """The bytes of the workbook, in the customer's language as far as Odoo has it."""
    move = move.sudo().with_context(lang=move.partner_id.lang)
    parts = move.x_billing_part_ids.filtered('x_move_line_id').sorted(lambda part: (part.x_date, part.id))
    of_line, chosen = {}, ' '.join(parts.mapped('x_detail')).split()
    for part in parts:
        of_line.setdefault(part.x_move_line_id.id, []).append(part.id)
    entries = env['account.analytic.line'].sudo().browse(
        parts.filtered(lambda part: part.x_model == 'account.analytic.line').mapped('x_record_id')).exists()
    known, verdicts = set(entries.ids), dict(parts.fields_get(['x_verdict'])['x_verdict']['selection'])
    columns, heading, widths = [], [('heading', 'Line'), ('heading', 'On the invoice'), ('heading', 'Date')], [6, 40, 12]
    for column in WIDTHS:
        if column in chosen:
            columns.append(column)
            heading.append(('heading', column.capitalize()))
            widths.append(WIDTHS[column])
    detail, invoice, number = [heading + [('heading', 'Quantity'), ('heading', 'Unit')]], invoice_head(move), 0
    for line in move.invoice_line_ids.sorted(lambda line: (line.sequence, line.id)):
        if line.display_type != 'product':
            invoice.append([('text', ''), ('strong', line.name)])
            continue
        number, own = number + 1, parts.browse(of_line.get(line.id, []))
        # An invoice over several orders says of each line which one, and which project, it is for.
        about = own.x_order_id.mapped('name') + own.x_project_id.mapped('name') if len(parts.x_order_id) > 1 else []
        name = ' · '.join(about + (line.name or '').split('\n'))
        for part in own:
            of_time = part.x_model == 'account.analytic.line' and part.x_record_id in known
            entry = entries.browse(part.x_record_id if of_time else [])
            detail.append(detail_row(part, number, name, entry, columns, verdicts))
        invoice.append(invoice_row(line, number, name, own))
    places = move.currency_id.decimal_places
    invoice += invoice_foot(move, places)
    return workbook({
        'Timesheet detail': sheet(detail, widths + [10, 10], 1),
        'Invoice': sheet(invoice, [12, 48, 10, 10, 10, 10, 12, 12, 18], 6)}, places)
