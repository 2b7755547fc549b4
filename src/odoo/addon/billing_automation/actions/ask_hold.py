# include ask_adjustment.py
action = ask(records, 'hold')
