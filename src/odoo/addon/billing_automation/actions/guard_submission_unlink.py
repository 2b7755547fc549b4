# include each_time.py
raise UserError('Decisions that were submitted are append-only: they can\'t be deleted by anyone.')
