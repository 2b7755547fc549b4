# How much an invoice is, untaxed, in the company's currency: by the rate it carries or by Odoo's own of its day, whichever
# says more. The rate of an invoice can be written by hand, and what is small needs fewer to approve it.
def untaxed(move):
    kept = move.amount_untaxed_signed
    day = move.invoice_date or datetime.date.today()
    by_rate = abs(move.currency_id._convert(move.amount_untaxed, move.company_currency_id, move.company_id, day))
    if abs(kept) >= by_rate:
        return kept
    return by_rate if kept >= 0 else -by_rate
