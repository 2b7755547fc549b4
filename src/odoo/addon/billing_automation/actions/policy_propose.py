# include policy_content.py
# Proposes a policy as it is written now; another controller puts it in force.
for policy in records:
    if policy.x_status != 'draft':
        raise UserError('%s is %s: only a draft can be proposed.' % (policy.x_name, policy.x_status))
    policy.write({
        'x_status': 'proposed', 'x_proposed_by': env.uid, 'x_proposed_on': datetime.datetime.now(),
        'x_content': policy_content(policy.sudo()),
    })
