# include schedules.py
# include given.py
# Whom to tell of missing hours: these employees and their managers, archived ones too, with when they work and are away.
# Read here, so that no robot needs to read contracts or leave.
wanted = given
everybody = env['hr.employee'].sudo().with_context(active_test=False)
asked = everybody.search([('id', 'in', wanted['employees']), ('company_id', 'in', env.user.company_ids.ids)])
people = []
for employee in (asked | asked.parent_id).sorted('id'):
    user = employee.user_id
    person = {
        'employee': [employee.id, employee.name],
        'email': employee.work_email or user.email or '',
        'here': employee.active and (not user or user.active),
        'manager': employee.parent_id.id,
        'leaves': spans([('resource_id', '=', employee.resource_id.id)]),
    }
    person.update(times_of(employee, user, employee.company_id))
    people.append(person)
action = {'people': people, 'schedules': schedules}
