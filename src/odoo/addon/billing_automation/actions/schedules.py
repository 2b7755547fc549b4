# When people work: hours of weekdays, what is closed, and their leaves. Instants are UTC, as Odoo keeps them.
AHEAD = datetime.timedelta(days=400)
schedules = {}


def spans(domain):
    now = datetime.datetime.now()
    near = [('time_type', '=', 'leave'), ('date_from', '<=', now + AHEAD), ('date_to', '>=', now - AHEAD)]
    found = env['resource.calendar.leaves'].sudo().search(near + domain, order='date_from, id')
    return [[leave.date_from.strftime('%Y-%m-%d %H:%M:%S'), leave.date_to.strftime('%Y-%m-%d %H:%M:%S')] for leave in found]


# Flexible hours are on whichever days: such a calendar says nothing about when somebody is there.
def hours_of(calendar):
    hours = []
    for slot in calendar.attendance_ids if not calendar.flexible_hours else []:
        if not slot.display_type and slot.day_period != 'lunch':
            week = ''
            if calendar.two_weeks_calendar:
                week = 'second' if slot.week_type == '1' else 'first'
            hours.append([int(slot.dayofweek) + 1, slot.hour_from, slot.hour_to, week])
    return hours


def times_of(employee, user, company):
    """Zone, and the key of the hours in `schedules`: the employee's own, or the company's where those are flexible."""
    calendar = employee.resource_calendar_id
    if not calendar or calendar.flexible_hours:
        calendar = company.resource_calendar_id
    key = '%s/%s' % (calendar.id or 0, company.id)
    if key not in schedules:
        public = [('resource_id', '=', False), ('company_id', '=', company.id), ('calendar_id', 'in', [False, calendar.id])]
        schedules[key] = {'hours': hours_of(calendar), 'closed': spans(public)}
    return {'zone': employee.tz or user.tz or calendar.tz or 'UTC', 'schedule': key}
