# Which adjustments still say something of work, seen from a billing period by its last day: what was withdrawn doesn't, nor
# a hold that has passed by then. Periods tell, not today: November, billed in December, has nothing of what was moved to
# December. Only what no run drafted goes by today.
def period_end(move):
    return move.x_billing_period_to or datetime.date.today()


def latest_end(moves):
    """By today or any of their periods: what was held till then is on one of them, or free."""
    ends = [datetime.date.today()]
    for move in moves:
        ends.append(period_end(move))
    return max(ends)


def made_of(record, kinds, day):
    """Adjustments in force of a record of work, given as `model,id`."""
    return env['x_billing_adjustment'].sudo().search([
        ('x_record', '=', record), ('x_kind', 'in', kinds), ('x_withdrawn_by', '=', False),
        '|', ('x_until', '=', False), ('x_until', '>', day)])


PRICED = ['write-down', 'write-up']


def left_by(adjustments):
    """What write-downs and write-ups leave of the worth of work, as a factor."""
    left = 1.0
    for each in adjustments:
        left += each.x_percent / (100 if each.x_kind == 'write-up' else -100)
    return left
