def is_free(move):
    """Takes the invoice's row where nobody has it, and does not wait for it: while Odoo sends an invoice its row is held,
    and its PDFs are made of pages that other workers have to serve. A worker that waited could stand still for good."""
    env.cr.execute('SELECT id FROM account_move WHERE id = %s FOR NO KEY UPDATE SKIP LOCKED', [move.id])
    return bool(env.cr.fetchone())

