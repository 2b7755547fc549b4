# include terms_on.py
# Stops what the agreed terms don't take, and answers with a warning for each entry they only frown at. Its words tell of
# entries, so nobody runs it by hand.
if not env.su:
    raise UserError('Entries are checked where they are written.')
CLOSED = ('1_done', '1_canceled')
MOST = 5


def work_of_entry(entry):
    """What the terms are looked up by, or nothing where no customer is to pay for it."""
    if entry._name == 'hr.expense':
        order = entry.sale_order_id
        return work_of_order(order, env['project.project'], entry.company_id, entry.date) if order else {}
    project = entry.project_id
    if not project.allow_billable:
        return {}
    return work_of_order(entry.so_line.order_id or project.sale_line_id.order_id, project, entry.company_id, entry.date)


def closed_on(section, day):
    """The last day on which an entry of that day may be written."""
    if section.x_entry_checks_cutoff_period == 'week':
        end = day + datetime.timedelta(days=6 - day.weekday())
    else:
        end = (day.replace(day=28) + datetime.timedelta(days=4)).replace(day=1) - datetime.timedelta(days=1)
    return end + datetime.timedelta(days=section.x_entry_checks_cutoff_days)


def findings_on(entry, section, today):
    """Reaction and words of each check that fails."""
    found, whose = [], terms_words(section)
    if section.x_entry_checks_cutoff_reaction:
        last = closed_on(section, entry.date)
        if today > last:
            found.append((section.x_entry_checks_cutoff_reaction, 'Its %s was closed for billing after %s (%s). Enter it on a day of an open %s.' % (
                section.x_entry_checks_cutoff_period, last, whose, section.x_entry_checks_cutoff_period)))
    if entry._name == 'account.analytic.line':
        if section.x_entry_checks_closed_task and entry.task_id.state in CLOSED:
            found.append((section.x_entry_checks_closed_task, 'Task “%s” is closed (%s). Choose an open task, or reopen it.' % (entry.task_id.name, whose)))
        if section.x_entry_checks_missing_category and not entry.so_line:
            found.append((section.x_entry_checks_missing_category, 'It has no billing category (%s). Choose a Sales Order Item on it, its task or its project.' % whose))
    elif section.x_entry_checks_missing_category and not entry.product_id:
        found.append((section.x_entry_checks_missing_category, 'It has no category (%s). Choose one.' % whose))
    return found


def lapsed(agreed, work):
    """The last version before that day which says what to do where none holds any more."""
    last = agreed.browse()
    for terms in agreed:
        if concerns(terms.x_agreement_id, work) and terms.x_effective_from < work['day'] and (not last or terms.x_version > last.x_version):
            last = terms
    return section_of(last, 'x_has_entry_checks', last.x_effective_from) if last else last


# The person's own today: a cutoff at midnight is theirs.
today = datetime.datetime.now(timezone(env.context.get('tz') or env.user.tz or 'UTC')).date()
# Of time or of expenses: Odoo hands over records of the action's own model only.
entries = env[env.context['active_model']].sudo().browse(env.context['active_ids'])
works = {}
for entry in entries:
    if entry.date and (entry._name == 'hr.expense' or entry.project_id):
        work = work_of_entry(entry)
        if work:
            works[entry.id] = work
agreed = agreed_for(works.values())
known, stops, warnings = {}, [], {}
for entry in entries:
    work = works.get(entry.id)
    if not agreed or not work:
        continue
    key = (work['project'], work['order'], tuple(work['partners']), work['company'], work['day'])
    if key not in known:
        known[key] = in_force(agreed, work)
    said = []
    for terms in known[key]:
        section = section_of(terms, 'x_has_entry_checks', work['day'])
        if section:
            said += findings_on(entry, section, today)
    if not known[key]:
        section = lapsed(agreed, work)
        if section.x_entry_checks_no_terms:
            said.append((section.x_entry_checks_no_terms, 'No signed terms hold on %s any more (%s was the last). Choose a day they hold, or have terms signed for it.' % (
                work['day'], terms_words(section))))
    what = '%s %s' % (entry.date, entry.name or entry.display_name)
    stops += ['%s: %s' % (what, words) for reaction, words in said if reaction == 'stop']
    if said:
        warnings[entry.id] = ' '.join([words for reaction, words in said])
if stops:
    more = ['… and %s more.' % (len(stops) - MOST)] if len(stops) > MOST else []
    raise UserError('\n'.join(stops[:MOST] + more))
action = {'warnings': warnings}
