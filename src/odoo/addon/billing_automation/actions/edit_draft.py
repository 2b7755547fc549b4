# include content.py
# include audit.py
# include at_desk.py
# include given.py
# include taken_off.py
# Takes work off a draft, or prices it anew, for whoever is signed in at the approval desk: by the very action behind the
# buttons of Odoo's form and as that person, so that what the form refuses is refused. Once under its key and content; and
# only on what the desk's page showed.
asked = given
move = env['account.move'].sudo().browse(asked['invoice']).exists()
if not move:
    raise UserError('The invoice is gone: it was deleted in Odoo.')
person = at_desk(asked['person'], 'change drafts')
# Whoever comes second starts over, and finds what the first one did.
env.cr.execute('UPDATE account_move SET write_date = write_date WHERE id = %s', [move.id])
key = 'desk.edit.%s' % sha256(json.dumps(asked, sort_keys=True) + '')
own = [('x_invoice', '=', move.id), ('x_kind', '=', 'edited'), ('x_key', '=', key)]
known = env['x_billing_audit'].sudo().search(own, limit=1)
if not known:
    if sha256(content(move, move.invoice_date)) != asked['seen']:
        raise UserError('%s changed since it was shown to you: nothing was done. Look at it again.' % move.display_name)
    if not move.with_user(person).has_access('write'):
        raise UserError('%s may not edit %s in Odoo: that takes the right to edit invoices, and its company.' % (
            person.name, move.display_name))
    line = env['account.move.line'].sudo().browse(asked['line']).exists()
    if asked['line'] and line.move_id != move:
        raise UserError('The line is not on %s any more. Look at it again.' % move.display_name)
    # What somebody said meanwhile is no change of the invoice; yet the same form would then take off what is still billed.
    if line and bool(off_line(line)[1]) != asked['missing']:
        raise UserError('%s: %s since it was shown to you. Nothing was done: look at it again.' % (
            first_line(line), 'nothing is missing any more' if asked['missing'] else 'some of it is missing'))
    rows = env['x_billing_part'].sudo().browse()
    for row in held_on(line) if line else off_deleted(move):
        if '%s,%s' % (row.x_model, row.x_record_id) in asked['entries'] if line else row.id in asked['parts']:
            rows |= row
    if line and asked['entries'] and not rows:
        raise UserError('%s: none of the work that was named is on it any more. Look at it again.' % first_line(line))
    # Of the whole invoice no list means all of it: nobody at the desk says that.
    if not line and (not rows or len(rows) != len(asked['parts'])):
        raise UserError('%s: what was named is not missing any more. Nothing was done: look at it again.' % move.display_name)
    # Until the call is over: what Odoo still notes of it then is the desk's, too.
    env.cr.precommit.data['billing desk'] = {
        'writer': env.uid, 'channel': 'page', 'verified': asked['verified'], 'key': key}
    window = env['x_billing_adjust'].with_user(person).create({
        'x_move_id': move.id, 'x_line_id': line.id, 'x_kind': asked['kind'], 'x_reason': asked['reason'],
        'x_quantity': asked['quantity'], 'x_until': asked['until'], 'x_percent': asked['percent'],
        'x_amount': asked['amount'], 'x_part_ids': [Command.set(rows.ids)]})
    env.ref('billing_automation.action_take_off').with_user(person).with_context(
        active_model='x_billing_adjust', active_ids=window.ids, active_id=window.id).run()
    done = env['x_billing_audit'].sudo().search(own, limit=1)
    if not done:
        raise UserError('%s: nothing was done, since the record does not tell of it. Do it on the form in Odoo.' % move.display_name)
    action = {'status': 'done', 'said': done.x_name}
else:
    action = {'status': 'already-done', 'said': known.x_name}
