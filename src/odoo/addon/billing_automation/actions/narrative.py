# A placeholder nobody fills would reach the customer as it is written.
PLACEHOLDERS = (
    'agreement', 'customer', 'date', 'description', 'from', 'hours', 'order', 'person',
    'phase', 'project', 'purchaseOrder', 'rate', 'role', 'task', 'to')


def narrative_problem(text):
    rest = text or ''
    while '{' in rest or '}' in rest:
        before, opened, after = rest.partition('{')
        name, closed, rest = after.partition('}')
        if '}' in before or not closed:
            return 'a brace without its other half'
        if name not in PLACEHOLDERS:
            return '{%s}, which nothing fills' % name
    return ''
