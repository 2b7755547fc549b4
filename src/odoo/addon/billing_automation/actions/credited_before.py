# Once, at an upgrade: invoice lines of earlier releases don't say yet that they bill work. Until then what was settled by
# credit notes alone held nothing.
env.flush_all()
env.cr.execute("""
    UPDATE x_billing_part part SET x_credit_line_id = (
        SELECT line.id FROM account_move_line line JOIN account_move note ON note.id = line.move_id
        LEFT JOIN sale_order_line_invoice_rel sold ON sold.invoice_line_id = line.id AND sold.order_line_id = part.x_order_line_id
        WHERE note.reversed_entry_id = part.x_move_id AND note.move_type = 'out_refund' AND note.state = 'posted'
        AND line.display_type = 'product' ORDER BY sold.order_line_id IS NULL, line.id LIMIT 1)
    FROM account_move_line billed JOIN account_move move ON move.id = billed.move_id
    WHERE billed.id = part.x_move_line_id AND part.x_verdict = 'bill' AND part.x_credit_line_id IS NULL
    AND billed.x_billing_source_id IS NULL AND move.payment_state = 'reversed'""")
env.cr.execute("""
    UPDATE account_move_line SET x_billing_source_id = id WHERE x_billing_source_id IS NULL
    AND id IN (SELECT x_move_line_id FROM x_billing_part WHERE x_verdict = 'bill')""")
env.invalidate_all()
