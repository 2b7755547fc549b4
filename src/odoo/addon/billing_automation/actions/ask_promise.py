# A promise to pay the invoice somebody looks at, to be filled in.
action = {
    'type': 'ir.actions.act_window', 'name': 'Promise to pay', 'res_model': 'x_billing_promise', 'view_mode': 'form', 'target': 'new',
    'views': [(env.ref('billing_automation.view_promise_form').id, 'form')],
    'context': {'default_x_move_id': record.id, 'default_x_amount': record.amount_residual},
}
