# include each_time.py
# The approval fields are written by the approval actions; nobody approves by writing them.
if not (
    env.user.has_group('billing_automation.group_preparer') or env.user.has_group('billing_automation.group_approver')
):
    raise UserError('Time is approved for billing with the action Approve for billing, by a billing preparer or approver.')
for line in records.sudo():
    if line.x_billing_approved_by != env.user or env.user in (line.user_id | line.employee_id.user_id):
        raise UserError('Time is approved for billing in your own name and never by the person who worked it.')
