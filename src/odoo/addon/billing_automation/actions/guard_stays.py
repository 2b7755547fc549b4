# include each_time.py
raise UserError('Promises are withdrawn and disputes decided: neither is deleted.')
