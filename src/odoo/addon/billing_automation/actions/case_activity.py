# One activity for each open case, its owner's: made, moved and taken away with the case. Nobody gets a mail for each of them.
def keep_activities(cases):
    activities = env['mail.activity'].sudo().with_context(mail_activity_quick_update=True)
    known = {}
    for activity in activities.search([
            ('res_model', '=', 'x_billing_case'), ('res_id', 'in', cases.ids), ('automated', '=', True)]):
        known[activity.res_id] = known.get(activity.res_id, activities) | activity
    missing = []
    for case in cases:
        mine, owner = known.get(case.id, activities), case.x_owner_id
        if case.x_state != 'open' or not owner.active:
            mine.unlink()
            continue
        summary, due = case.x_name, case.x_deadline or datetime.date.today()
        if not mine:
            missing.append({
                'res_model_id': env['ir.model']._get_id('x_billing_case'), 'res_id': case.id, 'automated': True,
                'activity_type_id': env.ref('mail.mail_activity_data_todo').id,
                'user_id': owner.id, 'date_deadline': due, 'summary': summary})
        elif (mine[0].user_id, mine[0].date_deadline, mine[0].summary) != (owner, due, summary):
            mine[0].write({'user_id': owner.id, 'date_deadline': due, 'summary': summary})
    activities.create(missing)
