# include reads.py
# include given.py
# Rows as one text, for a protocol whose parser takes longer over values than Odoo takes to read them.
action = {'rows': json.dumps(reads([given])[0]) + ''}
