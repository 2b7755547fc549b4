# include each_time.py
# include content.py
# include audit.py
# include elevated.py
for move in records.sudo():
    elevated(move, 'deleted', 'Deleted', move.x_billing_reason, {})
