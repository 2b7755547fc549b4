# include each_time.py
raise UserError('A release stays: it says who could stop an invoice, and whether somebody did.')
