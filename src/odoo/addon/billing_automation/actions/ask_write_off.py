# include ask_adjustment.py
action = ask(records, 'write-off')
