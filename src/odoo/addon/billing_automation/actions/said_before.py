# Once, at an upgrade: what the billing run said was kept on the invoice, where whoever reads invoices read it.
env.cr.execute("""
    SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = 'account_move'
    AND column_name IN ('x_billing_findings', 'x_billing_trace', 'x_billing_preparer')""")
if env.cr.fetchall():
    env.flush_all()
    env.cr.execute("""
        INSERT INTO x_billing_proposal (x_move_id, x_findings, x_trace, x_preparer, create_uid, write_uid, create_date, write_date)
        SELECT id, x_billing_findings, x_billing_trace, x_billing_preparer, create_uid, create_uid, create_date, create_date
        FROM account_move WHERE COALESCE(x_billing_findings, x_billing_trace, x_billing_preparer) IS NOT NULL""")
    env.cr.execute("""
        ALTER TABLE account_move DROP COLUMN x_billing_findings, DROP COLUMN x_billing_trace, DROP COLUMN x_billing_preparer""")
    env.invalidate_all()
