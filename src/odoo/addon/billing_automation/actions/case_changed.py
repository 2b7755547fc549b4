# include each_time.py
# include case_activity.py
old = env.context.get('old_values')
opened, back, closed = records.browse(), records.browse(), records.browse()
for case in records:
    before = '' if old is None else old.get(case.id, {}).get('x_state', case.x_state)
    if case.x_state == 'open' and before != 'open':
        opened |= case
        if before == 'closed':
            back |= case
    elif case.x_state == 'closed' and before != 'closed':
        closed |= case
if opened:
    opened.sudo().write({'x_opened_on': datetime.date.today(), 'x_closed_on': False, 'x_closed_by_id': False})
for case in back:
    case.sudo().write({'x_came_back': case.x_came_back + 1})
if closed:
    closed.sudo().write({'x_closed_on': datetime.datetime.now(), 'x_closed_by_id': env.uid})
keep_activities(records.sudo())
