# include heard.py
# The dispute of the invoice somebody looks at, to be filled in; what the customer wrote is proposed.
heard = heard_of(record.sudo()) or {'said': False, 'by': False}
action = {
    'type': 'ir.actions.act_window', 'name': 'Dispute', 'res_model': 'x_billing_dispute', 'view_mode': 'form', 'target': 'new',
    'views': [(env.ref('billing_automation.view_dispute_form').id, 'form')],
    'context': {
        'default_x_move_id': record.id, 'default_x_amount': record.amount_residual, 'default_x_said': heard['said'],
        'default_x_raised_by': heard['by']},
}
