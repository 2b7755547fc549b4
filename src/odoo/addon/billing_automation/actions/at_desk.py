# For whom the desk acts: whoever is signed in there, with that person's own rights and no others.
def at_desk(user_id, what):
    person = env['res.users'].sudo().browse(user_id or 0).exists()
    if not person.active or not (
            person.has_group('billing_automation.group_preparer') or person.has_group('billing_automation.group_approver')):
        raise UserError('%s may not %s: the Odoo group Billing control / Preparer or Approver is missing.' % (
            person.name or 'This person', what))
    return person
