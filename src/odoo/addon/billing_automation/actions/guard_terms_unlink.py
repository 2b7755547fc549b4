# include each_time.py
for terms in records.sudo():
    if terms.x_status != 'draft':
        raise UserError('%s is %s and can\'t be deleted. A new version supersedes it.' % (terms.display_name, terms.x_status))
