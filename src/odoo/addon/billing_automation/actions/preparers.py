# Everyone who had a hand in a draft, robots left out: makers and last editors of the invoice and its lines, authors of
# tracked changes, and the person on whose behalf it was drafted.
def preparers(move):
    users = move.create_uid | move.write_uid | move.line_ids.create_uid | move.line_ids.write_uid
    users |= move.message_ids.filtered('tracking_value_ids').author_id.user_ids
    if move.x_billing_preparer:
        users |= users.search([('login', '=ilike', move.x_billing_preparer)])
        users |= users.search([('email', '=ilike', move.x_billing_preparer)])
    people = users.browse()
    for user in users:
        robot = user.has_group('billing_automation.group_robot_drafter') or user.has_group('billing_automation.group_robot_desk')
        if user.active and user.id != 1 and not robot:
            people |= user
    return people
