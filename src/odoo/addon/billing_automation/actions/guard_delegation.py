# include each_time.py
# Whoever writes one: a person hands on their own, a controller anybody's, and never to a robot. What has begun stays as it
# was, but for its end.
ROBOTS = ('billing_automation.group_robot_watch', 'billing_automation.group_robot_desk')
old = env.context.get('old_values')
controller = env.user.has_group('billing_automation.group_controller')
A_DAY = datetime.timedelta(days=1)
for one in records.sudo():
    before = {} if old is None else old.get(one.id, {})
    changed = [name for name in before if name.startswith('x_') and name != 'x_name' and before[name] != one[name]]
    if old is not None and not changed:
        continue
    giver, taker = one.x_from_id, one.x_to_id
    earlier = before['x_from_id'].sudo() if 'x_from_id' in changed else giver
    if env.user.has_group(ROBOTS[0]) or env.user.has_group(ROBOTS[1]):
        raise UserError('A robot hands nothing on.')
    if not controller and (giver != env.user or earlier != env.user):
        raise UserError('You hand on your own approvals. Those of somebody else, a billing controller hands on.')
    today = datetime.datetime.now(timezone(giver.tz or 'UTC')).date()
    first, last = before.get('x_first') or one.x_first, before.get('x_last') or one.x_last
    begun = old is not None and first <= today
    if begun and last < today:
        raise UserError('This delegation is over and stays as it was. Make another.')
    if begun and changed != ['x_last']:
        raise UserError('This delegation has begun: only its last day can be changed. End it, and make another.')
    if begun and one.x_last < today - A_DAY:
        raise UserError('What was handed on until today stays so. To end it at once, make yesterday its last day.')
    if not begun and one.x_first < today:
        raise UserError('Nothing is handed on for days that are over: begin today or later.')
    if one.x_last < one.x_first and not (begun and one.x_last == today - A_DAY):
        raise UserError('The last day comes before the first.')
    if not (one.x_reason or '').strip():
        raise UserError('Give a reason: a holiday, an absence.')
    if giver == taker:
        raise UserError('Choose somebody else: nobody hands on to themselves.')
    if taker.has_group(ROBOTS[0]) or taker.has_group(ROBOTS[1]) or taker.id == 1:
        raise UserError('%s is a robot. A person decides.' % taker.name)
    if not taker.active or not taker.has_group('billing_automation.group_approver'):
        raise UserError('%s may not approve invoices: not in the group of billing approvers, or archived.' % taker.name)
    if one.x_company_id and one.x_company_id not in taker.company_ids:
        raise UserError('%s does not work for %s.' % (taker.name, one.x_company_id.name))
    others = env['x_billing_delegation'].sudo().search([
        ('x_from_id', '=', giver.id), ('id', '!=', one.id), ('x_first', '<=', one.x_last), ('x_last', '>=', one.x_first)])
    for other in others:
        if not other.x_company_id or not one.x_company_id or other.x_company_id == one.x_company_id:
            raise UserError('%s handed on to %s from %s to %s already.' % (giver.name, other.x_to_id.name, other.x_first, other.x_last))
    name = '%s → %s' % (giver.name, taker.name)
    if one.x_name != name:
        one.write({'x_name': name})
