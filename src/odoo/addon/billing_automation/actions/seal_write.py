# include each_time.py
# Runs on creation too; only a record that was there before is refused.
if env.context.get('old_values') is not None:
    raise UserError('Decisions and the billing record are append-only: they can\'t be changed by anyone.')
