# include each_time.py
# What an invoice was drafted from is the billing run's own: only that writes it.
FACTS = ('x_billing_key', 'x_billing_period', 'x_billing_period_to')
for move in records:
    # On creation every field counts as changed.
    if env.context.get('old_values') is not None or any(move[name] for name in FACTS):
        raise UserError('What the billing run says of an invoice can\'t be written by hand.')
