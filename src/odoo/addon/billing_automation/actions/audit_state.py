# include each_time.py
# include content.py
# include decided.py
# include audit.py
# include elevated.py
# What becomes of an invoice: posted, reset, cancelled, or made a credit note.
old = env.context.get('old_values')
for move in records.sudo():
    before = (old or {}).get(move.id, {})
    was = 'draft' if old is None else before.get('state', move.state)
    type_was = '' if old is None else before.get('move_type', move.move_type)
    if move.state == 'posted' and was != 'posted':
        approval = decided(move, [content(move, move.invoice_date), content(move, False)])
        good = approval.x_outcome == 'approved'
        audit(move, 'posted', 'Posted as %s' % move.name, {
            'decision': approval.id if good else 0,
            'detail': approval.x_name if good else 'No approval of what it says is on record.'})
    elif move.state == 'draft' and was != 'draft':
        audit(move, 'reset', 'Reset to draft', {})
    elif move.state == 'cancel' and was != 'cancel' and under_control(move):
        elevated(move, 'cancelled', 'Cancelled', move.x_billing_reason, {})
    if move.move_type == 'out_refund' and type_was != 'out_refund' and not env.user.has_group('billing_automation.group_robot_drafter'):
        credited = move.reversed_entry_id
        reason = move.x_billing_reason or asked_in_dialog(credited)
        what = 'Credit note of %s' % credited.name if credited else 'Credit note'
        elevated(move, 'credit-note', what, reason, {'detail': 'Of invoice %s' % credited.id if credited else ''})
        if credited:
            audit(credited, 'credited', 'Credit note drawn up', {'reason': reason or '', 'detail': 'Credit note %s' % move.id})
