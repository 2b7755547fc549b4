# Which signed terms hold for work on a day: those of the most specific agreement, project before order before customer.
# The billing rules say the same (src/rules/terms/in-force.ts). A work is a dict: project, order, partners, company, day.
def agreed_for(works):
    """The signed versions of all agreements that may speak of any of the works, in one look-up."""
    projects, orders, partners = {False}, {False}, {False}
    for work in works:
        projects.add(work['project'])
        orders.add(work['order'])
        partners.update(work['partners'])
    return env['x_billing_terms'].sudo().search([
        ('x_status', 'in', ['signed', 'superseded']), ('x_agreement_id.x_project_id', 'in', list(projects)),
        ('x_agreement_id.x_order_id', 'in', list(orders)), ('x_agreement_id.x_partner_id', 'in', list(partners)),
    ])


def work_of_order(order, project, company, day):
    partner = order.partner_id or project.partner_id
    return {
        'project': project.id, 'order': order.id, 'company': company.id, 'day': day,
        'partners': [partner.id, partner.commercial_partner_id.id] if partner else [],
    }


def concerns(agreement, work):
    return (
        (not agreement.x_project_id or agreement.x_project_id.id == work['project'])
        and (not agreement.x_order_id or agreement.x_order_id.id == work['order'])
        and (not agreement.x_partner_id or agreement.x_partner_id.id in work['partners'])
        and (not agreement.x_company_id or not work['company'] or agreement.x_company_id.id == work['company']))


def last_day(terms):
    """The last service day of a signed version, or False where it has none."""
    ends = [terms.x_effective_to] if terms.x_effective_to else []
    if terms.x_status == 'superseded':
        for later in terms.x_agreement_id.x_terms_ids:
            if later.x_version > terms.x_version and later.x_status in ('signed', 'superseded'):
                ends.append(later.x_effective_from - datetime.timedelta(days=1))
    return min(ends) if ends else False


def holds(terms, day):
    end = last_day(terms)
    return terms.x_status in ('signed', 'superseded') and terms.x_effective_from <= day and (not end or day <= end)


def specificity(agreement):
    return (4 if agreement.x_project_id else 0) + (2 if agreement.x_order_id else 0) + (1 if agreement.x_partner_id else 0)


def in_force(agreed, work):
    """The versions that hold for a work; more than one contradict each other."""
    found, most = agreed.browse(), 0
    for terms in agreed:
        if concerns(terms.x_agreement_id, work) and holds(terms, work['day']):
            special = specificity(terms.x_agreement_id)
            if special > most:
                found, most = terms, special
            elif special == most:
                found |= terms
    return found


def section_of(terms, switch, day):
    """The version that has a section: the agreement's own, else its master's, else none."""
    if terms[switch]:
        return terms
    for master in terms.x_agreement_id.x_under_id.x_terms_ids:
        if master[switch] and holds(master, day):
            return master
    return terms.browse()


def terms_words(terms):
    return '%s, version %s' % (terms.x_agreement_id.x_name, terms.x_version)


