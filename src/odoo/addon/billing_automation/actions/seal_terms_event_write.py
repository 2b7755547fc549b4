# include each_time.py
# Runs on creation too; only a record that was there before is refused.
if env.context.get('old_values') is not None:
    raise UserError('The history of terms is append-only: it can\'t be changed by anyone.')
