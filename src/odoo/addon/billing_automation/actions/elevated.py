# Acts that move money past what was agreed and counted: a controller's, with a reason, and on record.
def under_control(move):
    """Made by the billing run, posted once, or asked about: what somebody typed and nobody saw yet is free."""
    return move.x_billing_key or move.posted_before or move.x_billing_audit_ids


def asked_in_dialog(credited):
    """The reason given in Odoo's own credit note dialog, while it is not used up."""
    dialog = env['account.move.reversal'].sudo().search([
        ('move_ids', 'in', credited.ids), ('create_uid', '=', env.uid), ('new_move_ids', '=', False)],
        order='id desc', limit=1)
    return dialog.reason if credited else False


def forget_reasons():
    for move in env['account.move'].sudo().browse(env.cr.precommit.data.pop('billing reasons', [])).exists():
        move.write({'x_billing_reason': False})


def elevated(move, kind, what, reason, facts):
    # What Odoo does by its own clock has nobody to ask.
    if env.uid != 1:
        if not env.user.has_group('billing_automation.group_controller'):
            raise UserError('%s: %s. That takes the group Billing control / Controller.' % (move.display_name, what))
        if not (reason or '').strip():
            raise UserError('%s: %s. Give the reason first, on its Billing tab (of a credit note, in its dialog).' % (
                move.display_name, what))
    audit(move, kind, what, {'reason': reason or '', **facts})
    # A reason is for everything of one save, and for nothing after it.
    used = env.cr.precommit.data.setdefault('billing reasons', [])
    if not used:
        env.cr.precommit.add(forget_reasons)
    used.append(move.id)
