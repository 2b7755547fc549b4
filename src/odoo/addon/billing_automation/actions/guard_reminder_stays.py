# include each_time.py
raise UserError('A payment reminder that was sent stays.')
