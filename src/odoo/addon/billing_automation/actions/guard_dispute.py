# include each_time.py
# include credit_dispute.py
# A dispute is written down once; its owner and deadline may change, its outcome until it is decided. Who decides signs for it:
# an upheld one drafts a credit note, which takes a controller as every credit note does, and its approval.
FREE = {'x_owner_id', 'x_deadline', 'x_outcome', 'x_upheld', 'x_answer'}
BY_PROJECT = ('hours', 'scope', 'milestone')
old = env.context.get('old_values')
TODAY = datetime.datetime.now(timezone(env.user.tz or 'UTC')).date()


def owner_of(dispute):
    """The project manager for what was done, the salesperson for what was agreed, else whoever writes it down."""
    move = dispute.x_move_id
    managers = move.x_billing_part_ids.x_project_id.user_id.filtered('active')
    if dispute.x_reason in BY_PROJECT and managers:
        return managers[0]
    if move.invoice_user_id.active:
        return move.invoice_user_id
    # A robot owns nothing: whose the case is, the rules for cases say.
    robot = env.user.has_group('billing_automation.group_robot_watch') or env.user.has_group('billing_automation.group_robot_desk')
    return env['res.users'] if robot else env.user


def decide(dispute):
    money = dispute.x_move_id.currency_id
    if dispute.x_decided_by != env.user:
        raise UserError('A dispute is decided in your own name.')
    if not dispute.x_outcome:
        raise UserError('Say whether it is upheld, partly upheld or rejected.')
    if not (dispute.x_answer or '').strip():
        raise UserError('Write down the answer: what the customer is told.')
    amount = dispute.x_amount
    if dispute.x_outcome == 'partly':
        amount = money.round(dispute.x_upheld)
        if money.compare_amounts(amount, 0.0) <= 0 or money.compare_amounts(amount, dispute.x_amount) >= 0:
            raise UserError('Partly upheld: credit more than nothing and less than the %.2f %s in dispute.' % (dispute.x_amount, money.name))
    if dispute.x_outcome == 'rejected':
        dispute.write({'x_decided_on': datetime.datetime.now(), 'x_upheld': 0.0})
        return
    if money.compare_amounts(amount, dispute.x_move_id.amount_residual) > 0:
        raise UserError('%s: only %.2f %s is open. What is paid already is credited by hand.' % (
            dispute.x_move_id.name, dispute.x_move_id.amount_residual, money.name))
    credit = credit_of(dispute, amount)
    dispute.write({'x_decided_on': datetime.datetime.now(), 'x_upheld': amount, 'x_credit_id': credit.id})


for one in records.sudo():
    move = one.x_move_id
    money = move.currency_id
    if old is not None:
        before = old.get(one.id, {})
        changed = [name for name in before if name.startswith('x_') and before[name] != one[name]]
        if not changed:
            continue
        # Of what was not written, Odoo tells nothing.
        if before['x_decided_by'] if 'x_decided_by' in changed else one.x_decided_by:
            raise UserError('This dispute is decided. Where the customer comes back, write down another.')
        if set(changed) - FREE - {'x_decided_by'}:
            raise UserError('What is disputed stays as it was written down. Reject this, and write down another.')
        if 'x_decided_by' in changed:
            decide(one)
        continue
    if move.move_type != 'out_invoice' or move.state != 'posted' or move.company_id not in env.user.company_ids:
        raise UserError('A dispute is about a posted customer invoice of your company.')
    if one.x_decided_by or one.x_decided_on or one.x_credit_id:
        raise UserError('A dispute is written down first, and decided later.')
    disputed = 0.0
    for other in move.x_billing_dispute_ids:
        disputed += other.x_amount if other != one and not other.x_decided_by else 0.0
    if money.compare_amounts(one.x_amount, 0.0) <= 0 or money.compare_amounts(one.x_amount + disputed, move.amount_total) > 0:
        raise UserError('%s: %.2f %s can be disputed.' % (move.name, move.amount_total - disputed, money.name))
    if not (one.x_said or '').strip():
        raise UserError('Write down what the customer says.')
    about = dict(one.fields_get(['x_reason'])['x_reason']['selection'])[one.x_reason]
    one.write({
        'x_name': '%s: %s, %.2f %s' % (move.name, about, one.x_amount, money.name),
        'x_owner_id': (one.x_owner_id or owner_of(one)).id, 'x_deadline': one.x_deadline or TODAY + datetime.timedelta(days=10)})
    move.message_post(
        body='Disputed, %s: %.2f %s. %s' % (about.lower(), one.x_amount, money.name, one.x_said),
        subtype_xmlid='mail.mt_note', author_id=env.user.partner_id.id)
