# include each_time.py
# include stopped.py
# Odoo's own send says so on the invoice the first time. Each time it ends by emptying what was kept of it to be sent in the
# background, also where nothing was: so it is known again after a mail that failed.
for move in records:
    before = (env.context.get('old_values') or {}).get(move.id, {})
    stop = stop_of(move)
    if stop and 'sending_data' in before and move.sending_data:
        # Refused, it would hold up those that are sent together with it.
        move.write({'sending_data': False})
        move.message_post(
            body='Not sent in the background: %s' % stop_words(stop), subtype_xmlid='mail.mt_note',
            author_id=env.user.partner_id.id)
        env.user._bus_send('simple_notification', {
            'type': 'warning', 'sticky': True, 'title': '%s is not sent' % move.name, 'message': stop_words(stop)})
    elif ('is_move_sent' in before and move.is_move_sent) or ('sending_data' in before and not before['sending_data']):
        # Stopped at this very moment: Odoo itself tries the whole call again, and finds the stop.
        env.cr.execute('UPDATE account_move SET write_date = write_date WHERE id = %s', [move.id])
        refuse_stopped(move)
