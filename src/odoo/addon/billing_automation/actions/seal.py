# include each_time.py
raise UserError('Decisions and the billing record are append-only: they can\'t be deleted by anyone.')
