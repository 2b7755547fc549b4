# include each_time.py
controller = env.user.has_group('billing_automation.group_controller')
for one in records.sudo():
    if not controller and one.x_from_id != env.user:
        raise UserError('You hand on your own approvals. Those of somebody else, a billing controller hands on.')
    if one.x_first <= datetime.datetime.now(timezone(one.x_from_id.tz or 'UTC')).date():
        raise UserError('A delegation that has begun stays on record. Make yesterday its last day to end it.')
