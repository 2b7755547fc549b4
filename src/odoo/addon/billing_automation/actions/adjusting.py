# include terms_on.py
# include standing.py
# What an adjustment is about, and whether its author may make it under the terms in force on the service day.
KIND = {'write-off': 'write off', 'write-down': 'write down', 'write-up': 'write up', 'hold': 'hold'}


def work_of(record):
    """Order, project, service day, quantity and words of a record of work."""
    order_line, project = env['sale.order.line'], env['project.project']
    if record._name == 'account.analytic.line':
        order_line, project, day = record.so_line, record.project_id, record.date
        quantity, words = record.unit_amount, '%s, %s h: %s' % (record.employee_id.name, record.unit_amount, record.name)
    elif record._name == 'hr.expense':
        order_line, day, quantity = record.sale_order_line_id, record.date, record.quantity
        words = '%s: %s' % (record.employee_id.name, record.name)
    elif record._name == 'project.milestone':
        order_line, project, day = record.sale_line_id, record.project_id, record.reached_date or record.deadline
        quantity, words = record.quantity_percentage * order_line.product_uom_qty, 'Milestone %s' % record.name
    else:
        order_line, day, quantity, words = record, False, record.qty_to_invoice, record.name
    day = day or datetime.date.today()
    return {
        'order': record.sale_order_id if record._name == 'hr.expense' else order_line.order_id, 'project': project, 'day': day,
        'quantity': quantity, 'name': '%s %s' % (day, words),
    }


def authority_of(user):
    """The groups of Billing control somebody is in; none of a robot."""
    if user.has_group('billing_automation.group_robot_watch') or user.has_group('billing_automation.group_robot_desk'):
        return []
    found = []
    for name in ('preparer', 'approver', 'controller'):
        if user.has_group('billing_automation.group_%s' % name):
            found.append(name)
    return found


def adjustments_of(record, kind, day):
    return made_of(reference(record), [kind], day)


def priced(record, day):
    return made_of(reference(record), PRICED, day)


def reference(record):
    return '%s,%s' % (record._name, record.id)


def worth_off(record, adjustment, rows, day):
    """What work that was taken off a draft is worth, untaxed, before anybody wrote it down or up."""
    left = left_by(priced(record, day).filtered_domain([('id', '<', adjustment.id)]))
    return abs(sum(rows.mapped('x_value'))) / left if left > 1e-9 else 0.0


def forbidden(adjustment, work, authority, worth, off, period):
    """Why the terms don't let somebody adjust, as far as Odoo can tell without pricing the work; the billing run prices it,
    and what is on a draft is priced already: `worth` of the entry on it, `off` the rows of the ledger that are taken off
    it, in the period that ends on `period`."""
    kind, day = adjustment.x_kind, work['day']
    agreed_work = work_of_order(work['order'], work['project'], work['order'].company_id, day)
    terms = in_force(agreed_for([agreed_work]), agreed_work)
    if len(terms) > 1:
        return 'Several agreements hold for it on %s: end one of them first.' % day
    section = section_of(terms, 'x_has_adjustments', day)
    if not section:
        return '' if 'controller' in authority else 'No terms say who may %s here, so only a billing controller may.' % KIND[kind]
    reasons = [reason.strip() for reason in (section.x_adjustments_reasons or '').split('\n') if reason.strip()]
    if reasons and adjustment.x_reason.strip() not in reasons:
        return '“%s” is not one of the reasons %s allows: %s.' % (adjustment.x_reason, terms_words(section), ', '.join(reasons))
    percent = 100.0 if kind in ('write-off', 'hold') else 0.0
    amount = 0.0
    for other in adjustments_of(adjustment.x_record, kind, period):
        rows = off if other == adjustment else env['x_billing_part'].sudo().search(
            [('x_adjustment_id', '=', other.id), ('x_verdict', '=', 'bill')])
        percent += other.x_percent
        amount += other.x_amount + worth * other.x_percent / 100 + worth_off(adjustment.x_record, other, rows, period)
    said, allowed = [], []
    for row in section.x_adjustment_ids:
        if row.x_kind == kind:
            allowed.append(row.x_authority)
            if row.x_authority in authority:
                if (not row.x_up_to_percent or percent <= row.x_up_to_percent + 1e-9) and (
                        not row.x_up_to_amount or amount <= row.x_up_to_amount + 1e-9):
                    return ''
                most = []
                if row.x_up_to_amount:
                    most.append('%.2f %s' % (row.x_up_to_amount, section.x_currency_id.name))
                if row.x_up_to_percent:
                    most.append('%g %%' % row.x_up_to_percent)
                said.append('up to %s' % ' and '.join(most))
    if said:
        return 'You (%s) may %s %s of one entry under %s.' % (', '.join(authority), KIND[kind], ' or '.join(said), terms_words(section))
    if allowed:
        return 'Under %s, %s may %s; you are %s.' % (terms_words(section), ' or '.join(allowed), KIND[kind], ', '.join(authority))
    return '%s lets nobody %s.' % (terms_words(section), KIND[kind])


