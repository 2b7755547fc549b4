def said(move, name):
    """What the billing run said of an invoice; nothing to whoever may read the invoice and not the ledger."""
    may = move.env['x_billing_proposal'].has_access('read')
    return may and move.x_billing_proposal_ids[:1][name]
