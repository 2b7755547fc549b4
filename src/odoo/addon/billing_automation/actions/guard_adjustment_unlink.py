# include each_time.py
raise UserError('An adjustment can\'t be deleted: withdraw it.')
