# One adjustment for each selected entry, all of them or none.
for asked in records:
    made = []
    for record in asked.x_records.split():
        made.append({
            'x_record': record, 'x_kind': asked.x_kind, 'x_reason': asked.x_reason,
            'x_percent': asked.x_percent, 'x_amount': asked.x_amount, 'x_until': asked.x_until,
        })
    env['x_billing_adjustment'].create(made)
action = {'type': 'ir.actions.act_window_close'}
