# include each_time.py
raise UserError('What was submitted is append-only: it can\'t be deleted by anyone.')
