# include working_hours.py
# include given.py
# Hours expected of people by their working calendars, hours off and hours entered, per day. Odoo itself computes them
# here, so that no robot needs to read contracts or leave.
wanted = given
first = datetime.date.fromisoformat(wanted['from'])
last = datetime.date.fromisoformat(wanted['to'])

own = env.user.company_ids.ids
companies = [company for company in wanted['companies'] or own if company in own]
# Only who may enter timesheets is expected to.
employees = env['hr.employee'].sudo().search([
    ('company_id', 'in', companies), ('user_id', '!=', False),
]).filtered(lambda employee: employee.user_id.active and employee.user_id.has_group('hr_timesheet.group_hr_timesheet_user'))

days = {employee.id: {} for employee in employees}


def add(employee, day, column, hours):
    days[employee.id].setdefault(day, {'expected': 0, 'leave': 0, 'entered': 0})[column] += hours


# Who works by which calendar from when to when: a version is in force until the next one, within its contract.
periods = {}
for employee in employees:
    versions = employee.version_ids.sorted('date_version')
    for number, version in enumerate(versions):
        starts = [first, version.date_version]
        ends = [last]
        if version.contract_date_start:
            starts.append(version.contract_date_start)
        if version.contract_date_end:
            ends.append(version.contract_date_end)
        if version.departure_date:
            ends.append(version.departure_date)
        if number + 1 < len(versions):
            ends.append(versions[number + 1].date_version - datetime.timedelta(days=1))
        start, end = max(starts), min(ends)
        # Without a calendar, hours are fully flexible: nothing is expected on any one day.
        if version.resource_calendar_id and start <= end:
            calendar = version.resource_calendar_id
            key = (calendar, employee.company_id, employee.tz or calendar.tz, start, end)
            periods[key] = periods.get(key, employee.browse()) | employee

OFF = ('time_type', '=', 'leave')
for (calendar, company, zone, start, end), people in periods.items():
    # A public holiday is a day of the calendar's own zone, wherever its hours are worked.
    home, here = timezone(calendar.tz or zone), timezone(zone)
    begin, finish = whole_days(start, end, str(home))
    work = calendar._attendance_intervals_batch(begin, finish, tz=home)[False]
    public = [OFF, ('company_id', 'in', [False, company.id])]
    open_days = work - calendar._leave_intervals_batch(begin, finish, domain=public, tz=home)[False]
    # Leave of one's own is kept as instants of one's own zone, where the same hours are on the clock.
    local = []
    for begun, ended, record in open_days:
        local.append((here.localize(begun.replace(tzinfo=None)), here.localize(ended.replace(tzinfo=None)), record))
    begin, finish = whole_days(start, end, zone)
    own = [OFF, ('resource_id', '!=', False)]
    leave = calendar._leave_intervals_batch(begin, finish, people.resource_id, domain=own, tz=here)
    planned, left = hours_by_day(work), hours_by_day(local)
    for employee in people:
        off = hours_by_day(leave[employee.resource_id.id] & local)
        for day, hours in planned.items():
            expected = left.get(day, 0) - off.get(day, 0)
            add(employee, day, 'expected', expected)
            add(employee, day, 'leave', hours - expected)

# Odoo writes time off into the timesheets itself where it is set up to: that is nobody's entry.
timesheets = env['account.analytic.line'].sudo()
entered = [
    ('project_id', '!=', False), ('employee_id', 'in', employees.ids), ('date', '>=', first), ('date', '<=', last),
] + [(name, '=', False) for name in ('holiday_id', 'global_leave_id') if name in timesheets._fields]
for employee, day, hours in timesheets._read_group(entered, ['employee_id', 'date:day'], ['unit_amount:sum']):
    add(employee, day, 'entered', hours)

action = {'people': [{
    'employee': [employee.id, employee.name],
    'user': employee.user_id.id,
    'email': employee.work_email or employee.user_id.email or '',
    'manager': [employee.parent_id.id, employee.parent_id.name] if employee.parent_id else False,
    'manager_user': employee.parent_id.user_id.id,
    'company': [employee.company_id.id, employee.company_id.name],
    # A calendar's midnight is a microsecond short.
    'days': [
        [str(day), round(hours['expected'], 6), round(hours['entered'], 6), round(hours['leave'], 6)]
        for day, hours in sorted(days[employee.id].items())
    ],
} for employee in employees]}
