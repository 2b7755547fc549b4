# include given.py
# What the approval desk asks about an invoice, brought in line with how it stands at the desk. Nothing is written where
# nothing changed.
shown = given
move = env['account.move'].sudo().browse(shown['invoice_id']).exists()
asked = env['x_billing_request'].sudo().search([('x_request', '=', shown['request_id'])])
values = {
    'x_name': shown['about'], 'x_state': shown['state'], 'x_why': shown['why'], 'x_unusual': shown['unusual'],
    'x_talk': shown['talk'], 'x_questions': shown['questions'],
    'x_standing': shown['standing'], 'x_page': shown['page'], 'x_content': shown['content'], 'x_seen': shown['seen'],
}
# Empty is empty, and not a text of no letters.
values = {name: value or False for name, value in values.items()}
users = env['res.users'].sudo().browse(shown['asked']).exists()
if move and not asked:
    # Written, not only locked: whoever comes second starts over and finds it.
    env.cr.execute("UPDATE ir_model SET write_date = write_date WHERE model = 'x_billing_request'")
    asked = env['x_billing_request'].sudo().create({
        **values, 'x_request': shown['request_id'], 'x_move_id': move.id, 'x_asked_ids': [Command.set(users.ids)]})
elif any([asked[:1][name] != value for name, value in values.items()]) or asked[:1].x_asked_ids != users:
    asked.write({**values, 'x_asked_ids': [Command.set(users.ids)]})
action = {'shown': bool(asked)}
