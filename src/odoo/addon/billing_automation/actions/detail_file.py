# include detail_workbook.py
# The timesheet detail of an invoice as a spreadsheet, for whoever may read the invoice: of a draft, too, before it is approved.
record.check_access('read')
move = record.sudo()
if not move.x_billing_part_ids.filtered('x_move_line_id'):
    raise UserError('%s has no work behind its lines to show the detail of.' % move.display_name)
# Odoo clears away after a day what was made for nobody's record.
made = env['ir.attachment'].create({
    'name': 'Timesheet detail - %s.xlsx' % (move.name or 'draft %s' % move.id).replace('/', '_'),
    'res_model': 'mail.compose.message', 'res_id': 0, 'raw': detail_workbook(move), 'mimetype': SPREADSHEET})
action = {'type': 'ir.actions.act_url', 'url': '/web/content/%s?download=true' % made.id, 'target': 'download'}
