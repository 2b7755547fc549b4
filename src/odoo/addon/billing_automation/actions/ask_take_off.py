# include taken_off.py
# Opens the window that asks what becomes of work on a draft, and why.
def ask(move, line, rows, summary, missing):
    return {
        'type': 'ir.actions.act_window', 'name': 'Take off the invoice', 'target': 'new', 'res_model': 'x_billing_adjust',
        'view_mode': 'form', 'views': [[env.ref('billing_automation.view_take_off_form').id, 'form']],
        'context': {
            'default_x_kind': 'hold', 'default_x_move_id': move.id, 'default_x_line_id': line.id, 'default_x_summary': summary,
            'default_x_part_ids': [Command.set(rows.ids)], 'billing_missing': missing},
    }


