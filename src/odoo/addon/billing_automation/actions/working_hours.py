# Days of a working calendar, as its own zone counts them.
def whole_days(start, end, zone):
    """The first moment of the first day and the last of the last."""
    return (
        timezone(zone).localize(datetime.datetime.combine(start, datetime.time.min)),
        timezone(zone).localize(datetime.datetime.combine(end, datetime.time.max)),
    )


def hours_by_day(intervals):
    hours = {}
    for begun, ended, _ in intervals:
        hours[begun.date()] = hours.get(begun.date(), 0) + (ended - begun).total_seconds() / 3600
    return hours
