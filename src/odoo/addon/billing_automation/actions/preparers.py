# include people.py
EDITS = ('edited', 'rate-override', 'tax-change')


# Everyone who had a hand in a draft, robots left out: makers and last editors of the invoice and its lines, authors of
# tracked changes and of adjustments of its work, whoever took one back, and the person on whose behalf it was drafted.
# Whoever edited it once somebody was asked stays one, whoever wrote over it since: the record knows.
# Work written off or held as a whole is on no invoice: of the rest's its author is no preparer.
def preparers(move):
    users = move.create_uid | move.write_uid | move.line_ids.create_uid | move.line_ids.write_uid
    users |= move.message_ids.filtered('tracking_value_ids').author_id.user_ids
    users |= people(move.x_billing_preparer)
    adjusted = []
    for part in move.sudo().x_billing_part_ids:
        adjusted.append('%s,%s' % (part.x_model, part.x_record_id))
    made = env['x_billing_adjustment'].sudo().search([('x_record', 'in', adjusted)])
    users |= made.create_uid | made.x_withdrawn_by
    users |= env['x_billing_audit'].sudo().search([('x_invoice', '=', move.id), ('x_kind', 'in', EDITS)]).x_actor_id
    robots = ('billing_automation.group_robot_watch', 'billing_automation.group_robot_desk')
    found = users.browse()
    for user in users:
        if user.active and user.id != 1 and not user.has_group(robots[0]) and not user.has_group(robots[1]):
            found |= user
    return found
