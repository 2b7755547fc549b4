# Agrees to proposed terms. Earlier versions that would hold on the same days are superseded in the same moment.
for terms in records:
    if terms.x_status != 'proposed':
        raise UserError('%s is %s: only what is proposed can be agreed to.' % (terms.display_name, terms.x_status))
    # Written, not only locked: whoever agrees to another version at this moment starts over and finds this one.
    env.cr.execute('UPDATE x_billing_agreement SET write_date = write_date WHERE id = %s', [terms.x_agreement_id.id])
    terms.write({'x_status': 'signed', 'x_agreed_by': env.uid, 'x_agreed_on': datetime.datetime.now()})
    for other in terms.x_agreement_id.x_terms_ids:
        later = other.x_effective_to and other.x_effective_to < terms.x_effective_from
        sooner = terms.x_effective_to and terms.x_effective_to < other.x_effective_from
        if other.x_status == 'signed' and other.x_version < terms.x_version and not later and not sooner:
            other.write({'x_status': 'superseded'})
