# include live_parts.py
# include line_unit.py
# Which work a quantity of an invoice line is, to the last decimal.
PLACES = 20


def scaled(text):
    """An exact decimal as a whole number of its last place, so that shares add up to the whole."""
    whole, point, rest = text.lstrip('-').partition('.')
    number = int(whole + (rest + '0' * PLACES)[:PLACES])
    return -number if text.startswith('-') else number


def decimal(number):
    text = str(abs(number)).rjust(PLACES + 1, '0')
    whole, rest = text[:-PLACES], text[-PLACES:].rstrip('0')
    return ('-' if number < 0 else '') + whole + ('.' + rest if rest else '')


def product_lines(move):
    return move.invoice_line_ids.filtered(lambda line: line.display_type == 'product').sorted('id')


def first_line(line):
    return '"%s"' % (line.name or '').split('\n')[0]


def billed_of(row):
    return row.x_billed_exact or row.x_quantity_exact


def in_line_of(line, rows):
    """How much the rows bill, in the line's unit and without a sign."""
    total = 0.0
    for row in rows:
        total += in_line_unit(line.sale_line_ids.order_id, line.sale_line_ids, row.x_model, float(billed_of(row)))
    return abs(total)


def of_record(rows, record):
    return rows.filtered_domain([('x_model', '=', record[0]), ('x_record_id', '=', record[1])])


def records_of(rows):
    found = []
    for row in rows:
        if (row.x_model, row.x_record_id) not in found:
            found.append((row.x_model, row.x_record_id))
    return found


def held_on(line):
    return env['x_billing_part'].sudo().search([('x_move_line_id', '=', line.id)] + LIVE, order='id')


def share_of(line, rows, asked, named, whole):
    """(rows, how much of them in the line's unit or all, whether it can be told): which work so much of a line is. Some
    hours of one entry are of that entry; of several, somebody names them. Work of some models goes whole."""
    chosen = records_of(named) or records_of(rows)
    wanted = rows.browse()
    for record in chosen:
        wanted |= of_record(rows, record)
    enough = in_line_of(line, wanted)
    # A line is rounded once; the hundredth it was rounded by is no work.
    if abs(asked - enough) < 0.00501:
        return wanted, False, True
    return wanted, asked, len(chosen) == 1 and wanted[:1].x_model not in whole and asked < enough
