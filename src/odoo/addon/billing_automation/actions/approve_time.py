# include time_facts.py
# include tell.py
# Approves the selected time for billing, as it reads now. A later change of hours, date, person or order line undoes it.
own = records.sudo().filtered(lambda line: env.user in (line.user_id | line.employee_id.user_id))
if own:
    raise UserError('You can\'t approve your own time: leave out %s of the selected entries.' % len(own))
for line in records.sudo():
    line.write({
        'x_billing_approved_by': env.uid,
        'x_billing_approved_on': datetime.datetime.now(),
        'x_billing_approved_facts': time_facts(line),
    })
tell('time.approved', records)
