# include ask_take_off.py
move = record.sudo()
rows = off_deleted(move)
for line in move.invoice_line_ids:
    if line.display_type == 'product' and off_line(line)[1]:
        rows |= held_on(line)
if not rows:
    raise UserError('Nothing is missing on %s.' % move.display_name)
action = ask(move, env['account.move.line'], rows, 'What is missing on %s' % move.display_name, True)
