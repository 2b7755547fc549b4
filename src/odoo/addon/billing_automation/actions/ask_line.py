# include ask_take_off.py
line = record.sudo()
rows, missing, reason = off_line(line)
if reason or not rows:
    raise UserError(reason or '%s: no work is behind it. Delete the line.' % first_line(line))
what = '%g %s off %s' % (missing, unit_of(line), first_line(line)) if missing else '%s, %g %s' % (
    first_line(line), line.quantity, unit_of(line))
action = ask(line.move_id, line, rows, what, bool(missing))
