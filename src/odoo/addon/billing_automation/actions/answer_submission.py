# include given.py
# What became of something submitted in Odoo: said once, and at once to whoever submitted it and is still there.
told = given
one = env['x_billing_submission'].sudo().browse(told['id']).exists()
answered = one.x_state == 'waiting'
if answered:
    one.write({'x_state': told['state'], 'x_answer': told['answer'], 'x_answered_on': datetime.datetime.now()})
    one.create_uid.partner_id._bus_send('simple_notification', {
        'title': one.x_about, 'message': told['answer'], 'sticky': told['state'] != 'accepted',
        'type': {'accepted': 'success', 'late': 'info'}.get(told['state'], 'warning')})
action = {'answered': answered}
