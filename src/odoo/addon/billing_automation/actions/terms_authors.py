# Everyone who had a hand in a version: its maker, whoever wrote in it or proposed it, and, while nothing of its agreement
# is agreed yet, whoever wrote the agreement.
def terms_authors(terms):
    events = env['x_billing_terms_event'].sudo()
    authors = terms.create_uid | events.search([('x_terms_id', '=', terms.id), ('x_what', 'in', ['written', 'proposed'])]).x_user_id
    if not terms.x_agreement_id.x_terms_ids.filtered_domain([('x_status', 'in', ['signed', 'superseded'])]):
        agreement = terms.x_agreement_id
        authors |= agreement.create_uid
        authors |= events.search([('x_agreement_id', '=', agreement.id), ('x_terms_id', '=', False), ('x_what', '=', 'written')]).x_user_id
    return authors


def terms_event(what, agreement, terms, content):
    env['x_billing_terms_event'].sudo().create({
        'x_name': '%s, version %s' % (agreement.x_name, terms.x_version) if terms else agreement.x_name, 'x_what': what, 'x_agreement_id': agreement.id, 'x_terms_id': terms.id,
        'x_user_id': env.uid, 'x_at': datetime.datetime.now(), 'x_content': content,
        'x_fingerprint': content and env['ir.attachment']._compute_checksum(content.encode()),
    })


# Once a person is enough: what was written is in the content that is proposed.
def terms_written(agreement, terms):
    known = [('x_agreement_id', '=', agreement.id), ('x_terms_id', '=', terms.id), ('x_what', '=', 'written'), ('x_user_id', '=', env.uid)]
    if not env['x_billing_terms_event'].sudo().search_count(known, limit=1):
        terms_event('written', agreement, terms, False)
