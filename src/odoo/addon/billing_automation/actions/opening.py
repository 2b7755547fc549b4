# One cause, one case: the key finds it again, open or closed. `wanted_cases` are opened; `answers` says what became of each.
# include case_owner.py
# include case_activity.py
KEYS = '__billing_case__'
SHOWN = (
    'x_name', 'x_detail', 'x_next_step', 'x_severity', 'x_currency_id', 'x_link', 'x_run',
    'x_company_id', 'x_order_id', 'x_project_id', 'x_move_id', 'x_record')
cases = env['x_billing_case'].sudo()
currencies = {row.name: row.id for row in env['res.currency'].sudo().search([])}
today = datetime.date.today()


def named(key):
    """Odoo refuses names with spaces."""
    return key.replace('%', '%25').replace(' ', '%20')


def came_back(case):
    """A robot closes what it no longer finds. What a person closed and is found again was not solved."""
    by = case.x_closed_by_id
    if not by or by.id == 1 or by.has_group(ROBOTS[0]) or by.has_group(ROBOTS[1]):
        return 'Opened again: the cause is back.'
    note = ' (“%s”)' % case.x_note if case.x_note else ''
    return 'Opened again: %s closed it on %s%s, and the cause is there.' % (by.name, case.x_closed_on.date(), note)


def aged(case, severity, every):
    since = case.x_opened_on or case.create_date.date()
    return str(min(int(severity) + max((today - since).days, 0) // every, 2))


# Written, not only locked: whoever comes second starts over and finds the cases of the first.
env.cr.execute("UPDATE ir_model SET write_date = write_date WHERE model = 'x_billing_case'")
known = {case.x_key: case for case in cases.search([('x_key', 'in', [wanted['x_key'] for wanted in wanted_cases])])}
new, answers, kept, later = {}, [], cases.browse(), {}
for wanted in wanted_cases:
    key, company = wanted['x_key'], company_of(wanted)
    values = {name: value for name, value in wanted.items() if name.startswith('x_')}
    values['x_currency_id'] = currencies.get(wanted['currency']) or company.currency_id.id
    values['x_company_id'] = company.id
    case, status = known.get(key), 'unchanged'
    if key in new:
        continue
    if not case:
        values['x_owner_id'] = owner_of(wanted, wanted['owner'], company).id
        new[key] = {**values, 'x_state': 'open'}
        status = 'opened'
    elif case.x_state == 'closed':
        # Its owner, where somebody took it or was given it, goes on; who has left does not.
        owner = case.x_owner_id
        if not can_own(owner, company):
            owner = owner_of(wanted, wanted['owner'], company)
        body = came_back(case)
        case.write({**values, 'x_owner_id': owner.id, 'x_state': 'open', 'x_note': False})
        case.message_post(body=body)
        status = 'reopened'
    else:
        # The deadline and a person's own choice of owner stay as they are.
        values['x_severity'] = aged(case, values['x_severity'], wanted['raise_days'])
        changes = {}
        for name in SHOWN:
            there = case[name].id if name.endswith('_id') else case[name]
            if name in values and (there or '') != (values[name] or ''):
                changes[name] = values[name]
        if abs(case.x_amount - values['x_amount']) > 0.005:
            changes['x_amount'] = values['x_amount']
        if not can_own(case.x_owner_id, company):
            owner = owner_of(wanted, wanted['owner'], company)
            if owner != case.x_owner_id:
                changes['x_owner_id'] = owner.id
        if changes:
            case.write(changes)
            status = 'updated'
        to = values.get('x_work_to')
        if to and str(case.x_work_to or '') < to:
            later[to] = later.get(to, cases) | case
        kept |= case
    answers.append({'key': key, 'id': case.id if case else 0, 'status': status})
for to, found in later.items():
    found.write({'x_work_to': to})
made = cases.create(list(new.values()))
env['ir.model.data'].sudo().create([
    {'module': KEYS, 'name': named(case.x_key), 'model': 'x_billing_case', 'res_id': case.id, 'noupdate': True} for case in made])
ids = {case.x_key: case.id for case in made}
for answer in answers:
    answer['id'] = answer['id'] or ids[answer['key']]
keep_activities(kept)
