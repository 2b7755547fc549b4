# The stop that keeps an invoice from leaving, or an empty record. It stands, whatever becomes of the invoice, until it is lifted.
def stop_of(move):
    return env['x_billing_release'].sudo().search([
        ('x_move_id', '=', move.id), ('x_stopped_by', '!=', False), ('x_lifted_by', '=', False)], order='id desc', limit=1)


def stop_words(stop):
    return '%s stopped it on %s UTC: %s' % (stop.x_stopped_by.name, str(stop.x_stopped_on)[:16], stop.x_reason)


def refuse_stopped(move):
    stop = stop_of(move)
    if stop:
        raise UserError('%s is not sent. %s Let it leave first, on its release (the Billing tab leads to it).' % (move.name, stop_words(stop)))
