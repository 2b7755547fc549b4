# include each_time.py
# include terms_authors.py
# Whose work an agreement is about is part of what was agreed on: it stays from the first signed version on.
old = env.context.get('old_values')
for agreement in records.sudo():
    before = (old or {}).get(agreement.id, {})
    changed = [name for name in before if name.startswith('x_') and before[name] != agreement[name]]
    if old is None and not agreement.x_key:
        agreement.write({'x_key': 'agreement-%s' % agreement.id})
    if agreement.x_key and env['x_billing_agreement'].sudo().with_context(active_test=False).search_count([('x_key', '=', agreement.x_key)]) > 1:
        raise UserError('There is an agreement with the reference %s already.' % agreement.x_key)
    if changed:
        agreed = agreement.x_terms_ids.filtered_domain([('x_status', 'in', ['signed', 'superseded'])])
        if agreed:
            raise UserError('%s is signed: its name, whose work it is about, its currency and whether it is in use stay. End it with a new version.' % agreement.display_name)
    if old is None or changed:
        terms_written(agreement, env['x_billing_terms'])
