# include schedules.py
# include given.py
# Everybody who can be asked about an invoice: its project managers and salespeople, the approvers of its company, whom a
# policy names, and whom any of them handed on to. With their working hours, what is closed, and their leaves. Whatever the
# robot may see of people; robots, who was archived and who shares an address with somebody are nobody.
ROBOTS = ('billing_automation.group_robot_watch', 'billing_automation.group_robot_desk')


def address_of(user):
    return (user.email or user.login or '').strip().lower()


wanted = given
move = env['account.move'].sudo().browse(wanted['id']).exists()
members = []
if move:
    company = move.company_id
    parts = env['x_billing_part'].sudo().search([('x_move_id', '=', move.id)])
    orders = parts.x_order_id | move.invoice_line_ids.sale_line_ids.order_id
    projects = parts.x_project_id
    for order in orders:
        if not any(part.x_order_id == order and part.x_project_id for part in parts):
            projects |= order.project_ids
    sellers = orders.user_id if orders else move.invoice_user_id

    internal = env['res.users'].sudo().search([('share', '=', False)])
    times = {}
    for user in internal:
        login, email = (user.login or '').strip().lower(), (user.email or '').strip().lower()
        for address in [login] if login == email else [login, email]:
            times[address] = times.get(address, 0) + 1
    named = [address.strip().lower() for address in wanted['people']]
    persons, found = internal.browse(), internal.browse()
    roles, groups = {}, {}
    for user in internal:
        if user.has_group(ROBOTS[0]) or user.has_group(ROBOTS[1]) or times[address_of(user)] > 1:
            continue
        persons |= user
        here = company in user.company_ids
        own = []
        if user in projects.user_id:
            own.append('project-manager')
        if user in sellers:
            own.append('account-manager')
        if here and user.has_group('billing_automation.group_controller'):
            own.append('controller')
        roles[user.id] = own
        groups[user.id] = [name for name in wanted['groups'] if here and user.has_group(name)]
        approves = here and user.has_group('billing_automation.group_approver')
        if own or groups[user.id] or approves or address_of(user) in named:
            found |= user

    delegations = env['x_billing_delegation'].sudo().search([
        ('x_last', '>=', datetime.date.today() - datetime.timedelta(days=2)), ('x_company_id', 'in', [False, company.id]),
    ], order='x_first, id')
    for again in delegations:
        for one in delegations:
            if one.x_from_id in found and one.x_to_id in persons:
                found |= one.x_to_id

    employees = env['hr.employee'].sudo().search([('user_id', 'in', found.ids)], order='id')
    for user in found.sorted('id'):
        own = [employee for employee in employees if employee.user_id == user]
        here = [employee for employee in own if employee.company_id == company]
        employee = (here or own or [env['hr.employee'].sudo()])[0]
        where = employee.company_id or company
        resources = [employee.resource_id.id for employee in own]
        member = {
            'id': user.id, 'name': user.name, 'email': user.email or user.login,
            'may_approve': user.has_group('billing_automation.group_approver'), 'companies': user.company_ids.ids,
            'roles': roles[user.id], 'groups': groups[user.id],
            'leaves': spans([('resource_id', 'in', resources)]) if resources else [],
            'delegations': [[one.x_to_id.id, str(one.x_first), str(one.x_last)] for one in delegations if one.x_from_id == user],
        }
        member.update(times_of(employee, user, where))
        members.append(member)
action = {'members': members, 'schedules': schedules}
