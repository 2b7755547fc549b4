# include terms_on.py
# What the customer's timesheet detail shows of a part, and as what it goes along: as the signed terms it was billed by say.
COLUMNS = ('order', 'project', 'person', 'task', 'description', 'status')
# Where the terms name no columns; on an invoice over several orders, each line is headed by its order and project, too.
USUAL = ['person', 'task', 'description', 'status', 'by-order']
known = {}
for part in self:
    if part.x_terms not in known:
        agreement, at, number = (part.x_terms or '').rpartition('@')
        known[part.x_terms] = self.env['x_billing_terms'].sudo().search([
            ('x_agreement_id.x_key', '=', agreement), ('x_version', '=', int(number) if number.isdigit() else 0),
            ('x_status', 'in', ['signed', 'superseded'])], limit=1)
    own = known[part.x_terms]
    terms = section_of(own, 'x_has_invoice_format', part.x_date) if part.x_date else own
    goes = terms.x_invoice_format_timesheet_detail or 'pdf'
    words = ['pdf', 'spreadsheet'] if goes == 'both' else [goes]
    columns = []
    for column in COLUMNS:
        if terms['x_invoice_format_detail_columns_%s' % column]:
            columns.append(column)
    part['x_detail'] = ' '.join(words + (columns or USUAL))
