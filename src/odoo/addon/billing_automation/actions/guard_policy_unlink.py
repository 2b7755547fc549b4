# include each_time.py
for policy in records.sudo():
    if policy.x_status != 'draft':
        raise UserError('%s is %s and can\'t be deleted. A new version supersedes it.' % (policy.x_name, policy.x_status))
