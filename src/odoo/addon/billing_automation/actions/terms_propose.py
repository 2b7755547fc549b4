# include terms_content.py
# Proposes terms as they are written now; another terms keeper agrees.
for terms in records:
    if terms.x_status != 'draft':
        raise UserError('%s is %s: only a draft can be proposed.' % (terms.display_name, terms.x_status))
    terms.write({
        'x_status': 'proposed', 'x_proposed_by': env.uid, 'x_proposed_on': datetime.datetime.now(),
        'x_content': terms_content(terms.sudo()),
    })
