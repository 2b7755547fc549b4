# What the billing run said was kept on the invoice once, where whoever reads invoices read it. An upgrade moves it, and setup
# asks again once the upgrade is done: a draft made while it began is not in what it saw. The columns go when nothing is left.
env.cr.execute("""
    SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = 'account_move'
    AND column_name IN ('x_billing_findings', 'x_billing_trace', 'x_billing_preparer')""")
kept = []
for (column,) in env.cr.fetchall():
    kept.append(column)
if kept:
    env.flush_all()
    env.cr.execute("""
        INSERT INTO x_billing_proposal (x_move_id, %s, create_uid, write_uid, create_date, write_date)
        SELECT id, %s, create_uid, create_uid, create_date, create_date FROM account_move
        WHERE COALESCE(%s) IS NOT NULL AND NOT EXISTS (
            SELECT FROM x_billing_proposal proposal WHERE proposal.x_move_id = account_move.id)""" % (
        ', '.join(kept).replace('x_billing_', 'x_'), ', '.join(kept), ', '.join(kept)))
    if not env.cr.rowcount:
        env.cr.execute('ALTER TABLE account_move DROP COLUMN %s CASCADE' % ' CASCADE, DROP COLUMN '.join(kept))
    env.invalidate_all()
