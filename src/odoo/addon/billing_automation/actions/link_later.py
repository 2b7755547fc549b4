# include live_parts.py
# include relink.py
# Odoo takes its link off all time of an order line where it posts a credit note or deletes a line, whatever else bills some of
# it. What does is known at the end of the transaction: a line that is being deleted is still there when its links go.
def link_again():
    relink(env.cr.precommit.data.pop('billing unlinked'), False)


def link_later(moves, order_lines):
    """Time of these order lines that is linked to these invoices now."""
    linked = [('timesheet_invoice_id', 'in', moves.ids), ('so_line', 'in', order_lines.ids)]
    if 'billing unlinked' not in env.cr.precommit.data:
        env.cr.precommit.data['billing unlinked'] = []
        env.cr.precommit.add(link_again)
    env.cr.precommit.data['billing unlinked'].extend(env['account.analytic.line'].sudo().search(linked).ids)
