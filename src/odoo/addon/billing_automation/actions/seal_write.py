# Runs on creation too; only a record that was there before is refused.
if env.context.get('old_values') is not None:
    raise UserError('Decision records are append-only: they can\'t be changed by anyone.')
