# include each_time.py
# include policy_author.py
# A row, step or limit changes with its version or not at all: only in a draft, and whoever writes it has a hand in it.
for row in records.sudo():
    nested = 'x_row_id' in row._fields
    before = (env.context.get('old_values') or {}).get(row.id, {})
    policies = row.x_row_id.x_policy_id if nested else row.x_policy_id
    if nested and before.get('x_row_id'):
        policies |= before['x_row_id'].sudo().x_policy_id
    elif before.get('x_policy_id'):
        policies |= before['x_policy_id'].sudo()
    for policy in policies:
        if policy.x_status != 'draft':
            raise UserError('%s is %s and can\'t be changed. Make a new version.' % (policy.x_name, policy.x_status))
        if not policy_keeper():
            raise UserError('The approval policy is written by controllers, never by a robot.')
        policy_written(policy)
