# include stopped.py
for move in records:
    stop = stop_of(move)
    if stop:
        raise UserError('%s is not sent. %s Let it leave first, on its release (the Billing tab leads to it).' % (move.name, stop_words(stop)))
