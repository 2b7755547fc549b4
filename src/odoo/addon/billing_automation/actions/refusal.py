# Why Odoo would not draft a proposal: its claims, and whether everything still is what was read.
def ledger_row(line, part):
    """What the ledger is to say of a part; what it says of all parts of a line alike came once."""
    return {**line['row'], **part['row']}


def changed(part, record):
    """Why the record is not what was read, or nothing."""
    if part['model'] == 'account.analytic.line':
        if abs(record.unit_amount - part['entry_quantity']) > 1e-9:
            return 'the hours are %s now, %s when read' % (record.unit_amount, part['entry_quantity'])
        if record.so_line.id != part['order_line_id']:
            return 'it is on another order line now'
        if str(record.date) != part['date']:
            return 'its date is %s now' % record.date
        if part['approval'] == 'add-on' and record.x_billing_approval != 'approved':
            return 'its approval for billing is gone'
        if part['approval'] == 'validated' and not record.validated:
            return 'it is no longer validated'
    elif part['model'] == 'project.milestone':
        if not record.is_reached:
            return 'it is no longer reached'
        if abs(record.quantity_percentage * record.sale_line_id.product_uom_qty - part['entry_quantity']) > 1e-6:
            return 'its share of the order line changed'
        if record.sale_line_id.id != part['order_line_id']:
            return 'it is on another order line now'
    elif part['model'] == 'hr.expense':
        if record.state not in ('posted', 'in_payment', 'paid'):
            return 'the expense is %s now' % record.state
        if abs(record.quantity - part['entry_quantity']) > 1e-6:
            return 'its quantity changed'
        if str(record.date) != part['date']:
            return 'its date is %s now' % record.date
        spent = part['spent']
        if spent:
            if record.product_id.id != (spent['category'] or False):
                return 'its category is %s now' % record.product_id.display_name
            if record.employee_id.id != (spent['person'] or False):
                return 'it is of %s now' % record.employee_id.name
            if (record.currency_id.name != spent['currency'] or abs(record.total_amount_currency - spent['total']) > 1e-6
                    or abs(record.untaxed_amount_currency - spent['cost']) > 1e-6):
                return 'it is about %s %s now' % (record.total_amount_currency, record.currency_id.name)
            if spent['receipt'] and not record.attachment_ids:
                return 'its receipt is gone'
        if record.sale_order_line_id.id != part['order_line_id']:
            return 'it is on another order line now'
    elif part['model'] == 'sale.order.line':
        if abs(record.qty_to_invoice - part['entry_quantity']) > 1e-6:
            return '%s of it is left to invoice now, %s when read' % (record.qty_to_invoice, part['entry_quantity'])


def invoiced_amount(order_line):
    """Untaxed, drafts too, less credit notes."""
    total = 0.0
    for line in order_line.invoice_lines:
        if line.parent_state != 'cancel':
            total += -line.price_subtotal if line.move_id.move_type == 'out_refund' else line.price_subtotal
    return total


def approved_hours(order_line, counted):
    total = 0.0
    for entry in env['account.analytic.line'].sudo().search([
            ('so_line', '=', order_line.id), ('project_id', '!=', False), ('date', '<=', counted['to'])]):
        approved = True
        if counted['source'] == 'add-on':
            approved = entry.x_billing_approval == 'approved'
        elif counted['source'] == 'validated':
            approved = entry.validated
        elif counted['source'] == 'sheet':
            approved = entry.sheet_state == 'done'
        if approved:
            total += entry.unit_amount
    return total


def adjusted_now(model, ids):
    """Ids of the adjustments in force, by record."""
    if not ids:
        return {}
    references = []
    for record_id in ids:
        references.append('%s,%s' % (model, record_id))
    found = {}
    for one in env['x_billing_adjustment'].sudo().search(
            [('x_record', 'in', references), ('x_withdrawn_by', '=', False)], order='id'):
        found.setdefault(one.x_record.id, []).append(one.id)
    return found


def counted_otherwise(part, record, held):
    """Why what a part counts on beside its record is not so any more, or nothing. held: its live parts."""
    counted = part['counts_on']
    for milestone_id in counted.get('milestones', []):
        milestone = env['project.milestone'].sudo().browse(milestone_id).exists()
        if not milestone or not milestone.is_reached:
            return 'milestone %s is no longer reached' % (milestone.name or milestone_id)
    for milestone_id in adjusted_now('project.milestone', counted.get('not_adjusted', [])):
        return 'milestone %s is adjusted now' % env['project.milestone'].sudo().browse(milestone_id).name
    for milestone_id in counted.get('evidence', []):
        milestone = env['project.milestone'].sudo().browse(milestone_id).exists()
        if not milestone.x_billing_acceptance and not env['ir.attachment'].sudo().search_count(
                [('res_model', '=', 'project.milestone'), ('res_id', '=', milestone_id)]):
            return 'the evidence that milestone %s was accepted is gone' % (milestone.name or milestone_id)
    if 'parts' in counted and held != counted['parts']:
        return 'another invoice of it was made since it was read'
    if 'invoiced' in counted and abs(invoiced_amount(record) - counted['invoiced']) > 1e-6:
        return 'what is invoiced of it changed'
    if 'accepted' in counted and (str(record.order_id.x_billing_accepted_on) != counted['accepted']
                                  or not record.order_id.x_billing_acceptance):
        return 'the acceptance of its order changed'
    if 'delivered' in counted and record.qty_delivered < counted['delivered'] - 1e-6:
        return 'less of it is delivered now'
    if 'hours' in counted and approved_hours(record, counted['hours']) < counted['hours']['approved'] - 1e-6:
        return 'less time on it is approved now'


def by_id(records):
    found = {}
    for record in records:
        found[record.id] = record
    return found


def refusal_of_parts(parts):
    """Code and message of the first part that can't be drafted, or nothing. All parts are of one model."""
    model = parts[0]['model']
    ids = []
    for part in parts:
        ids.append(part['id'])
    records = by_id(env[model].sudo().browse(ids).exists())
    claimed, holding = {}, {}
    for record_id in set(ids):
        for held in held_now.get((model, record_id), []):
            holding[record_id] = holding.get(record_id, 0) + 1
            # What is read of an order line is what is left of it already.
            if model != 'sale.order.line':
                claimed[record_id] = claimed.get(record_id, 0.0) + held.x_quantity
    adjusted = adjusted_now(model, ids)
    for part in parts:
        record = records.get(part['id'])
        if adjusted.get(part['id'], []) != sorted(part['adjustments']):
            return 'changed', '%s: its adjustments changed since it was read.' % part['name']
        if not record:
            return 'changed', '%s: the record was deleted.' % part['name']
        held = claimed.get(part['id'], 0.0)
        if abs(held + part['quantity']) > abs(part['entry_quantity']) + 1e-9:
            if held:
                return 'claimed', '%s: already on another invoice.' % part['name']
            return 'changed', '%s: more is proposed than the record has.' % part['name']
        claimed[part['id']] = held + part['quantity']
        if model == 'account.analytic.line' and record.timesheet_invoice_id and not held:
            invoice = record.timesheet_invoice_id
            if invoice.state != 'cancel' and invoice.payment_state != 'reversed':
                return 'claimed', '%s: already on invoice %s.' % (part['name'], invoice.display_name)
        difference = changed(part, record) or counted_otherwise(part, record, holding.get(part['id'], 0))
        if difference:
            return 'changed', '%s: %s.' % (part['name'], difference)


def to_deduct(order):
    return sorted(
        (line.id, line.price_unit, -1.0 if line.qty_to_invoice > 0 else round(line.qty_to_invoice, 6))
        for line in order.order_line if line.is_downpayment and not line.display_type and line.qty_to_invoice)


def named_terms(own):
    """Versions the lines may be billed by: those of the agreements that are checked."""
    names = []
    for named in own['agreements']:
        for version in named['versions']:
            names.append('%s@%s' % (named['key'], version))
    return names


def refusal_of_terms(own):
    """Code and message where an agreement, or what is billed under it, is not what was read, or nothing."""
    for named in own['agreements']:
        agreement = env['x_billing_agreement'].sudo().search([('x_key', '=', named['key'])])
        name = agreement.x_name or named['key']
        versions = []
        for terms in agreement.x_terms_ids:
            if terms.x_status in ('signed', 'superseded'):
                if not terms.x_intact:
                    return 'changed', '%s: version %s is not what was agreed on.' % (name, terms.x_version)
                versions.append(terms.x_version)
        if not versions or sorted(versions) != named['versions']:
            return 'changed', '%s: its signed versions changed since they were read.' % name
        earlier = named['earlier']
        if earlier:
            # A master's limits hold for all that is under it, archived or not.
            below = env['x_billing_agreement'].sudo().with_context(active_test=False).search([('x_under_id', '=', agreement.id)])
            terms_names = []
            for terms in (agreement | below).x_terms_ids:
                terms_names.append('%s@%s' % (terms.x_agreement_id.x_key, terms.x_version))
            # What was counted together is drafted one after the other; anything else was not counted.
            value, parts = env['x_billing_part'].sudo()._read_group(
                [('x_terms', 'in', terms_names), ('x_model', '!=', 'sale.order'), ('x_counted_with', '!=', earlier['run'])] + LIVE,
                aggregates=['x_value:sum', '__count'])[0]
            if parts != earlier['parts'] or abs((value or 0.0) - earlier['value']) > 0.005:
                return 'changed', '%s: what is billed under it changed since it was read.' % name


def added_by_terms(order):
    """By order line, in its unit: how much more than was worked live invoices bill of it."""
    added = {}
    for part in env['x_billing_part'].sudo().search_fetch(
            [('x_order_line_id', 'in', order.order_line.ids), ('x_terms', '!=', 'odoo')] + LIVE,
            ['x_order_line_id', 'x_model', 'x_billed_exact', 'x_quantity_exact']):
        if part.x_billed_exact and part.x_billed_exact != part.x_quantity_exact:
            order_line = part.x_order_line_id
            more = float(part.x_billed_exact) - float(part.x_quantity_exact)
            added[order_line.id] = added.get(order_line.id, 0.0) + in_line_unit(order, order_line, part.x_model, more)
    return added


def total_of(order, order_line, parts, what):
    total = 0.0
    for part in parts:
        total += part[what]
    return in_line_unit(order, order_line, parts[0]['model'], total)


def refusal_of_order(own, order, pairs):
    """Code and message of the first reason not to draft what is proposed of an order, or nothing."""
    if not order or order.state != 'sale':
        return 'order-closed', 'The order is cancelled, unconfirmed or gone.'
    if order.company_id not in env.user.company_ids:
        return 'order-closed', 'The order is of %s, a company the billing robot may not work for.' % order.company_id.name
    if own['checked']:
        facts = order_facts(order)
        if facts['seal'] != own['checked']:
            return 'changed', 'Its customer, fiscal position or terms of payment changed since they were checked.'
        billed = [line['order_line_id'] for line in own['lines']]
        for line in facts['lines']:
            if line['others'] and (own['advance'] or line['id'] in billed):
                return 'changed', 'Of another company: %s.' % ', '.join(line['others'])
    reason = refusal_of_terms(own)
    if reason:
        return reason
    if own['advance']:
        return refusal_of_advance(own['advance'], order)
    if to_deduct(order) != sorted(
            (line['order_line_id'], line['price_unit'], -round(line['left'], 6)) for line in own['deducted']):
        return 'changed', 'Its down payments changed since they were read.'
    if own['invoiced'] is not False and order.currency_id.compare_amounts(invoiced_of(order), own['invoiced']):
        return 'changed', 'What is invoiced of it changed since it was read.'
    reason = refusal_of_holdback(pairs)
    if reason:
        return reason
    terms_names = named_terms(own)
    order_lines = by_id(order.order_line)
    by_model, by_line = {}, {}
    for line in own['lines']:
        order_line = order_lines.get(line['order_line_id'])
        if not order_line:
            return 'changed', 'Order line %s is gone.' % line['order_line_id']
        # Agreed terms may bill at another price; that the order line's own is what was read holds for them too.
        price = line['order_price'] or line
        if abs(order_line.price_unit - price['price_unit']) > 1e-9 or abs(order_line.discount - price['discount']) > 1e-9:
            return 'changed', '%s: its price or discount changed since it was read.' % order_line.name
        by_line.setdefault(order_line.id, []).append(line)
        for part in line['parts']:
            terms = ledger_row(line, part)['x_terms']
            if terms not in terms_names and (terms != 'odoo' or (line['order_price'] and not part['adjustments'])):
                return 'changed', '%s: billed by terms that were not checked.' % part['name']
            by_model.setdefault(part['model'], []).append(part)
    # Claims come first: they say which record, where the order's own count only says how much.
    for parts in by_model.values():
        reason = refusal_of_parts(parts)
        if reason:
            return reason
    added = added_by_terms(order)
    for line_id, lines in by_line.items():
        order_line = order_lines[line_id]
        asked = 0.0
        for line in lines:
            asked += total_of(order, order_line, line['parts'], 'quantity') if line['order_price'] else line['quantity']
        left = order_line.qty_to_invoice + added.get(line_id, 0.0)
        # Every invoice line may have been rounded up by half a unit of the last digit.
        slack = 0.01 * (len(lines) + len(order_line.invoice_lines))
        if asked > left + slack:
            return 'order-full', '%s: %s proposed, but the order has only %s left to invoice.' % (order_line.name, asked, left)
        for line in lines:
            # The line's quantity is the sum of its parts, rounded once.
            billed = total_of(order, order_line, line['parts'], 'billed')
            if abs(billed - line['quantity']) > 0.01:
                return 'changed', '%s: %s proposed, but its work adds up to %s.' % (
                    order_line.name, line['quantity'], billed)
            for part in line['parts']:
                if part['billed'] != part['quantity'] and ledger_row(line, part)['x_terms'] == 'odoo':
                    return 'changed', '%s: more or less is billed than was worked, and no terms say so.' % part['name']


# One by one, each of these would ask the database anew.
def records_of(proposals):
    """Ids of the orders, and of the records of all parts by model."""
    orders, by_model = set(), {}
    for proposal in proposals:
        for own in proposal['orders']:
            orders.add(own['order_id'])
            for line in own['lines']:
                for part in line['parts']:
                    by_model.setdefault(part['model'], set()).add(part['id'])
    return orders, by_model


def read_together(proposals):
    """The orders by id, read at once with the records of all parts."""
    orders, by_model = records_of(proposals)
    for model, ids in by_model.items():
        env[model].sudo().browse(ids).exists().mapped('write_date')
    return by_id(env['sale.order'].sudo().browse(orders).exists())


def held_together(proposals):
    """What live invoice lines hold now of the records of the proposals, by record."""
    held = {}
    for model, ids in records_of(proposals)[1].items():
        for part in env['x_billing_part'].sudo().search_fetch(
                [('x_model', '=', model), ('x_record_id', 'in', list(ids))] + LIVE, ['x_record_id', 'x_quantity']):
            held.setdefault((model, part.x_record_id), []).append(part)
    return held


def ordered(proposal, orders):
    """What is proposed of each order, with the order."""
    pairs = []
    for own in proposal['orders']:
        pairs.append((own, orders.get(own['order_id'], env['sale.order'].sudo().browse())))
    return pairs


def refusal_of_joining(pairs):
    """Code and message where the orders can't be on one invoice, or nothing: what Odoo itself tells invoices apart by, and how they are paid."""
    shared, first, seen = {}, env['sale.order'].browse(), []
    for own, order in pairs:
        if own['advance']:
            return 'changed', '%s: an advance is an invoice of its own.' % order.name
        values = order.with_company(order.company_id)._prepare_invoice()
        keys = order._get_invoice_grouping_keys() + ['invoice_payment_term_id', 'preferred_payment_method_line_id', 'journal_id']
        for key in keys:
            if key in shared and shared[key] != (values.get(key) or False):
                return 'changed', '%s can\'t be on one invoice with %s: its %s is another.' % (order.name, first.name, key)
            shared[key] = values.get(key) or False
        if order.id in seen:
            return 'changed', '%s is there twice.' % order.name
        seen.append(order.id)
        first = first or order


def refusal(proposal, pairs):
    """Code and message of the first reason not to draft, or nothing."""
    for own, order in pairs:
        reason = refusal_of_order(own, order, pairs)
        if reason and len(pairs) > 1:
            return reason[0], '%s: %s' % (order.name or own['order_id'], reason[1])
        if reason:
            return reason
    if len(pairs) > 1:
        return refusal_of_joining(pairs)
