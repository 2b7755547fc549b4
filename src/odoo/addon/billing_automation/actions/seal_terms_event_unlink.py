# include each_time.py
raise UserError('The history of terms is append-only: it can\'t be deleted by anyone.')
