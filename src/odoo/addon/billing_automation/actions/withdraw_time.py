records.sudo().write({
    'x_billing_approved_by': False, 'x_billing_approved_on': False, 'x_billing_approved_facts': False})
