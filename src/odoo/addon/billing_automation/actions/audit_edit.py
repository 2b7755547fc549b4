# include each_time.py
# include content.py
# include audit.py
# Once somebody was asked about an invoice, every edit of what it says is on record, one link a save: when all of it is
# written, the content is compared with the last link's.
def shown(field, value):
    if field.relational:
        return ', '.join([one.display_name for one in value]) or 'none'
    return str(value or '').strip() or 'none'


def note_edits():
    noted = env.cr.precommit.data.pop('billing edits', {})
    for move in env['account.move'].sudo().browse(noted.keys()).exists():
        if last_link(move).x_content != sha256(content(move, move.invoice_date)):
            audit(move, 'edited', 'Edited', {'detail': '\n'.join(noted[move.id])[:4000]})


old = env.context.get('old_values')
noted = env.cr.precommit.data.setdefault('billing edits', {})
if not noted:
    env.cr.precommit.add(note_edits)
for record in records.sudo():
    of_line = record._name == 'account.move.line'
    notes = noted.setdefault(record.move_id.id if of_line else record.id, [])
    where = '"%s": ' % (record.name or '').split('\n')[0] if of_line else ''
    before = (old or {}).get(record.id, {})
    if of_line and not before:
        notes.append('%sline %s' % (where, 'deleted' if deleting else 'added'))
    for name in before:
        if before[name] != record[name]:
            field = record._fields[name]
            notes.append('%s%s was %s, is %s' % (where, field.string, shown(field, before[name]), shown(field, record[name])))
