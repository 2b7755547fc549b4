# include working_hours.py
# include given.py
# What a day is in the working calendars of people, and in others that terms name: its hours, and the public holiday it is.
# Odoo itself computes it here, so that no robot needs to read contracts. Leave of one's own is no matter: who worked, worked.
wanted = given
first = datetime.date.fromisoformat(wanted['from'])
last = datetime.date.fromisoformat(wanted['to'])
A_MINUTE = 1 / 60

employees = env['hr.employee'].sudo().with_context(active_test=False).search([
    ('id', 'in', wanted['employees']), ('company_id', 'in', env.user.company_ids.ids),
]).with_context(active_test=True)
named = env['resource.calendar'].sudo().browse(wanted['calendars']).exists()

schedules = {}


def schedule_of(calendar, company, zone):
    """The key of the calendar's days in a company, which has public holidays of its own."""
    key = '%s/%s/%s' % (calendar.id, company.id, zone)
    if key not in schedules:
        schedules[key] = {
            'calendar': [calendar.id, calendar.name] if calendar else False,
            # Flexible hours are an average, on whichever days: no day has its own.
            'fixed': bool(calendar) and not calendar.flexible_hours,
            'days': days_of(calendar, company, zone),
        }
    return key


def days_of(calendar, company, zone):
    """Day, working hours without the public holiday, the holiday's name, and its name where it leaves some of the hours."""
    begin, finish = whole_days(first, last, zone)
    tz = timezone(zone)
    domain = [('time_type', '=', 'leave'), ('company_id', '=', company.id)]
    public = calendar._leave_intervals_batch(begin, finish, domain=domain, tz=tz)[False]
    work, left = {}, {}
    if calendar and not calendar.flexible_hours:
        hours = calendar._attendance_intervals_batch(begin, finish, tz=tz)[False]
        work, left = hours_by_day(hours), hours_by_day(hours - public)
    days = {}
    for day in work:
        # A holiday ends a second before midnight.
        remaining = left.get(day, 0)
        days[day] = [round(remaining, 6) if remaining > A_MINUTE else 0, '', '']
    leaves = env['resource.calendar.leaves'].sudo()
    for _, _, leave in public:
        leaves |= leave
    for leave in leaves.sorted('date_from'):
        start = timezone('UTC').localize(leave.date_from).astimezone(tz).replace(tzinfo=None)
        end = timezone('UTC').localize(leave.date_to).astimezone(tz).replace(tzinfo=None)
        day = max(start.date(), first)
        while day <= min(end.date(), last):
            midnight = datetime.datetime.combine(day, datetime.time.min)
            known = days.setdefault(day, [0, '', ''])
            taken = work.get(day, 0) - known[0] > A_MINUTE
            whole = start <= midnight and end >= midnight + datetime.timedelta(hours=23, minutes=59)
            place = 1 if whole or (taken and not known[0]) else 2 if taken or not work.get(day) else 0
            if place:
                name = leave.name or 'Public holiday'
                known[place] = '%s, %s' % (known[place], name) if known[place] else name
            day += datetime.timedelta(days=1)
    told = []
    for day in sorted(days):
        told.append([str(day)] + days[day])
    return told


people = []
for employee in employees:
    company = employee.company_id
    own = []
    for version in employee.version_ids.sorted('date_version'):
        calendar = version.resource_calendar_id
        zone = calendar.tz or employee.tz or company.resource_calendar_id.tz or 'UTC'
        own.append([str(version.date_version), schedule_of(calendar, company, zone)])
    people.append({
        'employee': employee.id,
        'versions': own,
        'named': [schedule_of(calendar, company, calendar.tz) for calendar in named],
    })

action = {'people': people, 'schedules': schedules}
