# The account team hears of an invoice before it leaves, once for each approval, and has so many minutes to stop it.
def announced(move, decision, minutes):
    """How the release ends here: stopped, or waiting for objections; nothing where it may leave."""
    stop = stop_of(move)
    if stop:
        return {'status': 'not-sent', 'message': stop_words(stop)}
    one = env['x_billing_release'].sudo().search([('x_move_id', '=', move.id), ('x_decision', '=', decision.id)], limit=1)
    if not one and minutes:
        one = announce(move, decision, minutes)
    if one and one.x_leaves_on > datetime.datetime.utcnow():
        return {'status': 'announced', 'message': '', 'leaves_on': str(one.x_leaves_on)}
    return {}


def announce(move, decision, minutes):
    found = team_of(move)
    if not found:
        group = env.ref('billing_automation.group_controller').id
        found = env['res.users'].sudo().search([('all_group_ids', 'in', group), ('company_ids', 'in', move.company_id.id)])
    until = datetime.datetime.utcnow() + datetime.timedelta(minutes=minutes)
    teller, zone = move.invoice_user_id or found[:1], move.invoice_user_id.tz or found[:1].tz or 'UTC'
    speaking = env['ir.qweb'].sudo().with_context(lang=teller.lang or env.lang, tz=zone)
    what = speaking._render('billing_automation.told_what', {'move': move})
    one = env['x_billing_release'].sudo().create({
        'x_name': '%s to %s' % (move.name, move.partner_id.display_name), 'x_move_id': move.id, 'x_decision': decision.id,
        'x_company_id': move.company_id.id, 'x_what': what, 'x_team_ids': [Command.set(found.ids)],
        'x_leaves_on': until.replace(microsecond=0)})
    body = speaking._render('billing_automation.announced', {'move': move, 'until': one.x_leaves_on, 'zone': zone})
    # Whoever is to object within minutes can't wait for Odoo's mail queue.
    one.with_context(mail_notify_force_send=True).message_post(
        subject='%s leaves soon' % one.x_name, body=body, subtype_xmlid='mail.mt_note', author_id=env.user.partner_id.id,
        email_from=env.user.email_formatted or move.company_id.email_formatted, partner_ids=found.partner_id.ids)
    return one
