# Rows as the API's search_read gives them: what the caller may see and no more, of the same moment as all else in the answer.
def on_wire(value):
    if isinstance(value, datetime.datetime):
        return str(value)[:19]
    return str(value) if isinstance(value, datetime.date) else value


def reads(wanted):
    answer = []
    for each in wanted:
        found = env[each['model']].with_context(active_test=not each['archived']).search_read(
            each['domain'], each['fields'], limit=each['limit'], order=each['order'], load=each['load'])
        rows = []
        for row in found:
            values = {}
            for name, value in row.items():
                values[name] = on_wire(value)
            rows.append(values)
        answer.append(rows)
    return answer
