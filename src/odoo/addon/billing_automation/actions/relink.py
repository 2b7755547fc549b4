# Odoo's own link of time to its invoice: what makes its hours unchangeable and keeps its own button from billing them again.
# Posting a credit note takes it off all time of the invoice on those order lines, credited or not (odoo#280536).
def relink(ids, invoice):
    """invoice: what frees them takes its own link off, and no other."""
    held = {}
    for part in live_parts('account.analytic.line', ids).sorted('id'):
        held[part.x_record_id] = part.x_move_id
    for entry in env['account.analytic.line'].sudo().browse(ids).exists():
        if entry.id in held and entry.timesheet_invoice_id != held[entry.id]:
            entry.write({'timesheet_invoice_id': held[entry.id].id})
        elif entry.id not in held and invoice and entry.timesheet_invoice_id == invoice:
            entry.write({'timesheet_invoice_id': False})


def times_of(rows):
    ids = []
    for row in rows:
        if row.x_model == 'account.analytic.line':
            ids.append(row.x_record_id)
    return ids
