# include each_time.py
# include terms_authors.py
# A row changes with its version or not at all: only in a draft, and whoever writes it has a hand in the version.
for row in records.sudo():
    versions = row.x_terms_id
    before = (env.context.get('old_values') or {}).get(row.id, {}).get('x_terms_id')
    if before:
        versions |= before
    for terms in versions:
        if terms.x_status != 'draft':
            raise UserError('%s is %s and can\'t be changed. Make a new version.' % (terms.display_name, terms.x_status))
        terms_written(terms.x_agreement_id, terms)
