# Who owns a case: whom the firm's rule names, else whom the finding names, else a controller. Who has left owns nothing.
users = env['res.users'].sudo()
ROBOTS = ('billing_automation.group_robot_watch', 'billing_automation.group_robot_desk')
controllers = users.search([('group_ids', 'in', env.ref('billing_automation.group_controller').id)], order='id')
loads = {}


def company_of(case):
    for name, model in (('x_order_id', 'sale.order'), ('x_move_id', 'account.move'), ('x_project_id', 'project.project')):
        company = env[model].sudo().browse(case[name] or []).exists().company_id
        if company:
            return company
    return env['res.company'].sudo().browse(case.get('company') or []).exists() or env.company


def can_own(user, company):
    if not user:
        return False
    robot = user.has_group(ROBOTS[0]) or user.has_group(ROBOTS[1])
    return user.active and not user.share and not robot and company in user.company_ids


def load_of(user):
    if user.id not in loads:
        loads[user.id] = env['x_billing_case'].sudo().search_count([('x_state', '=', 'open'), ('x_owner_id', '=', user.id)])
    return loads[user.id]


def by_rule(case, owner):
    order = env['sale.order'].sudo().browse(case['x_order_id'] or []).exists()
    if owner['by'] == 'account-manager':
        move = env['account.move'].sudo().browse(case['x_move_id'] or []).exists()
        return order.user_id or move.invoice_user_id
    if owner['by'] == 'project-manager':
        project = env['project.project'].sudo().browse(case['x_project_id'] or []).exists()
        return (project or order.project_ids.sorted('id')).user_id
    if owner['by'] == 'user':
        return users.browse(owner['id']).exists()
    if owner['by'] == 'group':
        return users.search([('all_group_ids', 'in', owner['id'])], order='id').sorted(key=load_of)
    return users.browse()


def owner_of(case, owner, company):
    named = by_rule(case, owner) if owner else users.browse()
    if not owner or owner['by'] != 'controller':
        named |= users.browse(case['x_owner_id'] or []).exists()
    for user in named | controllers:
        if can_own(user, company):
            loads[user.id] = load_of(user) + 1
            return user
    return users.browse()
