# What an approval of time is for: change any of it, and the approval is gone.
def time_facts(line):
    return '%.6f|%s|%s|%s|%s' % (
        line.unit_amount, line.date, line.so_line.id, line.employee_id.id, line.project_id.id)


