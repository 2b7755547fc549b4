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


def sections_of(move):
    """By line, the sections it stands under, the outermost first. Odoo's own parent_id writes to lines as it is read, and whoever
    looked at a draft would have had a hand in it."""
    found, none = {}, move.invoice_line_ids.browse()
    section, inner = none, none
    for line in move.invoice_line_ids.sorted(lambda line: (line.sequence, line.id)):
        if line.display_type == 'line_section':
            section, inner = line, none
            found[line.id] = none
        elif line.display_type == 'line_subsection':
            inner = line
            found[line.id] = section
        else:
            found[line.id] = section | inner
    return found


def below(section, above):
    """What a section bills, in its subsections too."""
    found = section.browse()
    for line in section.move_id.invoice_line_ids:
        if line.display_type == 'product' and section in above[line.id]:
            found |= line
    return found


def worked(own):
    """How much the work of a row comes to, where it is all in one unit."""
    units = set(own.mapped('x_unit'))
    if len(units) != 1:
        return [('text', ''), ('text', '')]
    return [('quantity', round(sum(own.mapped('x_quantity')), 6)), ('text', own[:1].x_unit)]


def invoice_row(line, number, name, own, above, places):
    """A line as the invoice shows it: of a section that hides its lines, one of all it bills; no price below one that hides prices."""
    row = [('count', number), ('text', name)] + worked(own)
    folded = line.display_type != 'product'
    amount = round(sum(below(line, above).mapped('price_subtotal')), places) if folded else line.price_subtotal
    row += [('quantity', 1.0), ('text', '')] if folded else [('quantity', line.quantity), ('text', line.product_uom_id.name)]
    if any(above[line.id].mapped('collapse_prices')):
        return row
    return row + [
        ('price', amount if folded else line.price_unit), ('quantity', 0.0 if folded else line.discount), ('amount', amount)]


def heading_row(line, above, places):
    """A section or a note; what its lines come to stands there where it hides their prices."""
    row = [('text', ''), ('strong', line.name)]
    if not line.collapse_prices or any(above[line.id].mapped('collapse_prices')):
        return row
    return row + [('text', '')] * 6 + [('amount', round(sum(below(line, above).mapped('price_subtotal')), places))]


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
    places, above = move.currency_id.decimal_places, sections_of(move)
    for line in move.invoice_line_ids.sorted(lambda line: (line.sequence, line.id)):
        if any(above[line.id].mapped('collapse_composition')):
            continue
        lines = line if line.display_type == 'product' else below(line, above) if line.collapse_composition else line.browse()
        if not lines:
            invoice.append(heading_row(line, above, places))
            continue
        ids = []
        for each in lines:
            ids += of_line.get(each.id, [])
        number, own = number + 1, parts.browse(ids).sorted(lambda part: (part.x_date, part.id))
        # An invoice over several orders says of each line which one, and which project, it is for; not where the terms name
        # the columns, and so all there is to be said of an entry.
        named = own.filtered(lambda part: 'by-order' in part.x_detail) if len(parts.x_order_id) > 1 else own.browse()
        about = named.x_order_id.mapped('name') + named.x_project_id.mapped('name')
        name = ' · '.join(about + (line.name or '').split('\n'))
        for part in own:
            of_time = part.x_model == 'account.analytic.line' and part.x_record_id in known
            entry = entries.browse(part.x_record_id if of_time else [])
            detail.append(detail_row(part, number, name, entry, columns, verdicts))
        invoice.append(invoice_row(line, number, name, own, above, places))
    invoice += invoice_foot(move, places)
    return workbook({
        'Timesheet detail': sheet(detail, widths + [10, 10], 1),
        'Invoice': sheet(invoice, [12, 48, 10, 10, 10, 10, 12, 12, 18], 6)}, places)
