# The latest decision the approval desk recorded on one of these texts, or an empty record.
def decided(move, texts):
    decisions = env['x_billing_decision'].sudo()
    for decision in decisions.search([('x_move_id', '=', move.id)], order='id desc'):
        if decision.x_content in texts and decision.create_uid.has_group('billing_automation.group_robot_desk'):
            return decision
    return decisions.browse()
