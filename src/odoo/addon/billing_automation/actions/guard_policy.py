# include each_time.py
# include policy_content.py
# include policy_author.py
# Whatever writes a version of the policy, whoever it is: controllers write drafts, one proposes, another who wrote nothing
# in it puts it in force, and from then on nothing changes but that a later version supersedes it.
CONTROL = ('x_status', 'x_proposed_by', 'x_proposed_on', 'x_agreed_by', 'x_agreed_on', 'x_content')
old = env.context.get('old_values')
for policy in records.sudo():
    created = old is None
    before = {} if created else old.get(policy.id, {})
    changed = [name for name in before if name.startswith('x_') and before[name] != policy[name]]
    was = 'draft' if created else before.get('x_status', policy.x_status)
    step = (was, policy.x_status)
    name = '%s, version %s' % (policy.x_name, policy.x_version)
    content = policy_content(policy)
    others = env['x_billing_policy'].sudo().search([('x_company_id', '=', policy.x_company_id.id), ('id', '!=', policy.id)])
    if (created or changed) and not policy_keeper():
        raise UserError('The approval policy is written by controllers, never by a robot.')
    if created:
        if policy.x_status != 'draft' or any(policy[field] for field in CONTROL[1:]):
            raise UserError('A new policy begins as a draft: propose it, and another controller puts it in force.')
        if not policy.x_version:
            policy.write({'x_version': max(others.mapped('x_version') or [0]) + 1})
        elif policy.x_version < 1 or policy.x_version in others.mapped('x_version'):
            raise UserError('There is a version %s already.' % policy.x_version)
        policy_written(policy)
    elif step == ('draft', 'draft'):
        if any(field in CONTROL for field in changed):
            raise UserError('Who proposed a policy and put it in force is recorded by proposing and putting in force.')
        if before.get('x_version') and 'x_version' in changed or 'x_company_id' in changed:
            raise UserError('The version number and the company of a policy stay as they are.')
        if 'x_author_ids' in changed and before['x_author_ids'] - policy.with_context(active_test=False).x_author_ids:
            raise UserError('Who wrote in a policy stays on record.')
        policy_written(policy)
    elif step == ('draft', 'proposed'):
        if policy.x_proposed_by != env.user or not policy.x_proposed_on or policy.x_agreed_by or policy.x_agreed_on:
            raise UserError('A policy is proposed by a controller, in their own name.')
        if not policy.x_effective_from or not policy.x_currency_id or not policy.x_row_ids or not policy.x_limit_ids:
            raise UserError('%s: its first day, its currency, who decides and who may approve how much comes first.' % name)
        if policy.x_content != content:
            raise UserError('What is proposed is what is written: use Propose.')
    elif step == ('proposed', 'draft'):
        if any(policy[field] for field in CONTROL[1:]) or any(field not in CONTROL for field in changed):
            raise UserError('A proposed policy is sent back as it is.')
    elif step == ('proposed', 'in-force'):
        if any(field not in ('x_status', 'x_agreed_by', 'x_agreed_on') for field in changed) or policy.x_content != content:
            raise UserError('%s changed since it was proposed: send it back, and propose it again.' % name)
        if policy.x_agreed_by != env.user or not policy.x_agreed_on:
            raise UserError('A policy is put in force by a controller, in their own name.')
        if env.user in policy.x_author_ids | policy.x_proposed_by | policy.create_uid:
            raise UserError('%s had a hand in %s: somebody else has to put it in force.' % (env.user.name, name))
        if any(other.x_status in ('in-force', 'superseded') and other.x_version > policy.x_version for other in others):
            raise UserError('A later version is in force already: make a new version.')
    elif step == ('in-force', 'superseded') and changed == ['x_status']:
        if not any(other.x_status == 'in-force' and other.x_version > policy.x_version for other in others):
            raise UserError('%s is superseded by a later version that is in force, by nothing else.' % name)
    elif changed:
        raise UserError('%s is %s and can\'t be changed. Make a new version.' % (name, was))
