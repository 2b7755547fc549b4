# include given.py
# Posts one invoice through Odoo's own button; the guard decides whether it may.
move = env['account.move'].sudo().browse(given['id']).exists()
if not move:
    raise UserError('The invoice is gone: it was deleted in Odoo.')
# Odoo numbers an invoice by the row of the one before it. Who sends that one holds its row until its PDFs are made, which
# other workers of Odoo have to serve pages for: a call that waited for the row in one of them could stand still for good.
env.cr.execute('SELECT pg_try_advisory_xact_lock_shared(hashtext(%s))', ['billing release'])
free = env.cr.fetchone()[0]
if free:
    env.cr.execute('SELECT id FROM account_move WHERE id = %s FOR UPDATE', [move.id])
if not free:
    action = {'status': 'busy'}
elif move.state == 'posted':
    action = {'status': 'already-posted', 'name': move.name}
elif move.state == 'cancel':
    raise UserError('The invoice is cancelled and can\'t be posted. Its work is free for a new draft.')
else:
    # An invoice without a date gets the day it is where the company works, not where its robot doesn't.
    move.with_context(tz=move.company_id.resource_calendar_id.tz or env.user.tz).action_post()
    action = {'status': 'posted', 'name': move.name}
