# include each_time.py
for agreement in records.sudo():
    if agreement.x_terms_ids:
        raise UserError('%s has versions: only an agreement without any can be deleted.' % agreement.display_name)
