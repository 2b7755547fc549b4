# include drafted.py
# include deduct.py
# include hold.py
# include advance.py
# include order_facts.py
# include line_unit.py
# include refusal.py
# include tell.py
# include given.py
# include keep_ledger.py
# One transaction for the batch: orders locked, claims checked, invoices, keys and ledger written together.
KEYS = '__billing_draft__'


def invoice_values(order, lines, deducted, withheld):
    """Odoo's own invoice and line values, with our quantities; sections, notes and down payments as Odoo places them."""
    taken, wanted = {}, {}
    for down_payment in deducted:
        taken[down_payment['order_line_id']] = down_payment
    for line in lines:
        wanted.setdefault(line['order_line_id'], []).append(line)
    # Odoo's line selection goes by qty_to_invoice; the true value is computed again after the invoice exists.
    for order_line in order.order_line:
        if not order_line.display_type and not order_line.is_downpayment:
            order_line['qty_to_invoice'] = 1.0 if order_line.id in wanted else 0.0
    values = order._prepare_invoice()
    sequence, section, held_back = 0, False, not withheld
    for order_line in order._get_invoiceable_lines(True):
        if order_line.id in wanted:
            # Work at several agreed prices is several lines of one order line.
            for line in wanted[order_line.id]:
                for line_values in order_line._prepare_invoice_lines_vals_list(
                        sequence=sequence, quantity=line['quantity'], price_unit=line['price_unit'], discount=line['discount']):
                    days = sorted(part['date'] for part in line['parts'])
                    line_values.update({'x_billing_service_from': days[0], 'x_billing_service_to': days[-1]})
                    if line['text']:
                        line_values['name'] = line['text']
                    elif line['label']:
                        line_values['name'] = '%s\n%s' % (line_values['name'], line['label'])
                    values['invoice_line_ids'].append(Command.create(line_values))
                sequence += 1
            continue
        if order_line.is_downpayment and not held_back:
            values['invoice_line_ids'] += holdback_values(order, lines, withheld, sequence)
            sequence, held_back = sequence + len(withheld), True
        optional = {}
        if order_line.is_downpayment:
            now = taken.get(order_line.id)
            if not order_line.display_type and now and not now['quantity']:
                continue
            if not section:
                values['invoice_line_ids'].append(
                    Command.create(order._prepare_down_payment_section_line(sequence=sequence)))
                section, sequence = True, sequence + 1
            optional = {
                'quantity': -1.0,
                'extra_tax_data': env['account.tax']._reverse_quantity_base_line_extra_tax_data(
                    order_line.extra_tax_data),
            }
            if now and now['quantity'] != 1.0:
                optional = {
                    'quantity': -now['quantity'],
                    'extra_tax_data': share_of_tax_data(order_line, 1.0 - now['left'], now['quantity']),
                }
        for line_values in order_line._prepare_invoice_lines_vals_list(sequence=sequence, **optional):
            values['invoice_line_ids'].append(Command.create(line_values))
        sequence += 1
    if not held_back:
        values['invoice_line_ids'] += holdback_values(order, lines, withheld, sequence)
    return values


def joined_values(pairs):
    """The values of one order; of several together as Odoo's own grouping has them, each order's lines under its name."""
    joined, lines, refs, origins, payments = {}, [], [], [], []
    for own, order in pairs:
        order = order.with_context(lang=order.partner_invoice_id.lang or env.lang).with_company(order.company_id)
        values = invoice_values(order, own['lines'], own['deducted'], own['withheld'])
        if own['reference'] is not False:
            values['ref'] = own['reference']
        if len(pairs) == 1:
            return values
        joined = joined or values
        # The customer's PO as the terms want it shown, or not at all.
        named = [order.name, order.client_order_ref if own['reference'] is False else own['reference']]
        lines.append(Command.create({'display_type': 'line_section', 'name': ', '.join(filter(None, named))}))
        lines += values['invoice_line_ids']
        origins.append(values['invoice_origin'])
        if values['ref'] and values['ref'] not in refs:
            refs.append(values['ref'])
        if values['payment_reference'] not in payments:
            payments.append(values['payment_reference'])
    for number, line in enumerate(lines):
        line[2]['sequence'] = number
    return {
        **joined, 'invoice_line_ids': lines, 'ref': ', '.join(refs)[:2000], 'invoice_origin': ', '.join(origins),
        'payment_reference': payments[0] if len(payments) == 1 else False,
    }


def said_of(proposal, move):
    return {
        'x_move_id': move.id, 'x_findings': proposal['findings'], 'x_trace': proposal['trace'],
        'x_preparer': proposal['preparer']}


def remember_sources(moves):
    """Each line names itself: a credit note copies that, and so knows whose work it gives back."""
    env.flush_all()
    env.cr.execute("""
        UPDATE account_move_line SET x_billing_source_id = id
        WHERE move_id IN %s AND id IN (SELECT x_move_line_id FROM x_billing_part)""", [tuple(moves.ids)])
    moves.line_ids.invalidate_recordset(['x_billing_source_id'])


def followed(link):
    """Whether a stored field follows Odoo's link, or the time of an invoice. Project and customer of time do, until it is
    billed: then they stay, and so does all that follows from them."""
    seen, last = set(env.registry.field_inverses[link]) | {link}, 0
    while last != len(seen):
        last = len(seen)
        for field in env.registry.get_dependent_fields(link):
            for path in [] if field in seen else field.resolve_depends(env.registry):
                if not seen.isdisjoint(path) and str(field) not in (
                        'account.analytic.line.project_id', 'account.analytic.line.partner_id'):
                    if field.store:
                        return True
                    seen.add(field)
    return False


def link_time(moves):
    """Odoo's own link from time to its invoice, by entry: written at once, where its ORM would write invoice by invoice."""
    entries = env['account.analytic.line'].sudo().browse(list(moves))
    entries._write_multi([{'timesheet_invoice_id': moves[entry_id]} for entry_id in entries.ids])
    entries.invalidate_recordset(['timesheet_invoice_id'], flush=False)
    if followed(entries._fields['timesheet_invoice_id']):
        entries.modified(['timesheet_invoice_id'])


def due(moves):
    """Odoo's due date and its terms follow from each other: asked for first, as its mails do, it is the terms'; else today."""
    env.add_to_compute(moves._fields['invoice_date_due'], moves)
    return moves.mapped('invoice_date_due')


def make(todo):
    """Invoices, keys and ledger of what is to be drafted; an order is in it once."""
    # Odoo mails whoever sells an order that an invoice is theirs. Of a draft, they hear once it is to be approved or sent.
    moves = env['sale.order'].with_context(mail_auto_subscribe_no_notify=True)._create_account_invoices(
        [values for proposal, pairs, values in todo], True)
    due(moves)
    tell('draft.made', moves)
    ledger, keys, told, linked, records, notes = [], [], [], {}, {}, {}
    for (proposal, pairs, values), move in zip(todo, moves):
        if move.amount_total < 0:
            # Odoo's wizard would make a credit note of it. Nothing of the batch is kept: it is sent again without this one.
            raise UserError('%s: the down payments to deduct are more than this work.' % move.invoice_origin)
        keys.append({'module': KEYS, 'name': proposal['key'], 'model': 'account.move', 'res_id': move.id, 'noupdate': True})
        told.append(said_of(proposal, move))
        move_lines = {}
        for move_line in move.invoice_line_ids.sorted(lambda line: (line.sequence, line.id)):
            if len(move_line.sale_line_ids) == 1:
                move_lines.setdefault(move_line.sale_line_ids.id, []).append(move_line)
        origin = env['sale.order'].sudo().browse()
        for own, order in pairs:
            origin |= order
            for line in own['lines']:
                move_line = move_lines[line['order_line_id']].pop(0)
                for part in line['parts']:
                    records.setdefault(part['model'], []).append(part['id'])
                    if part['model'] == 'account.analytic.line':
                        linked[part['id']] = move.id
                    ledger.append({
                        **ledger_row(line, part), 'x_model': part['model'], 'x_record_id': part['id'], 'x_verdict': 'bill',
                        'x_quantity': part['quantity'], 'x_currency_id': move.currency_id.id,
                        'x_company_id': move.company_id.id, 'x_order_id': order.id, 'x_order_line_id': line['order_line_id'],
                        'x_move_id': move.id, 'x_move_line_id': move_line.id,
                    })
        notes[move.id] = env['ir.qweb'].sudo()._render('mail.message_origin_link', {'self': move, 'origin': origin})
        answers.append({'key': proposal['key'], 'status': 'drafted', 'invoice': facts_of(move)})
        env.add_to_compute(env['sale.order.line']._fields['qty_to_invoice'], origin.order_line)
    moves._message_log_batch(notes)
    for model, ids in records.items():
        env['x_billing_part'].sudo().search([
            ('x_model', '=', model), ('x_record_id', 'in', ids),
            # What was drawn from a retainer stays drawn, should the run end before it records its verdicts.
            ('x_verdict', '!=', 'bill'), '|', ('x_verdict', '!=', 'included'), ('x_drawn_exact', '=', False)]).unlink()
    link_time(linked)
    env['ir.model.data'].sudo().create(keys)
    env['x_billing_proposal'].sudo().create(told)
    keep_ledger(ledger)
    remember_sources(moves)


proposals = given['proposals']
proposed = [own for proposal in proposals for own in proposal['orders']]
orders = env['sale.order'].sudo().browse({own['order_id'] for own in proposed}).exists()
if orders:
    # The update makes a concurrent drafting call, which read an older state, start again instead of going on with it.
    env.cr.execute('SELECT id FROM sale_order WHERE id IN %s ORDER BY id FOR UPDATE', [tuple(orders.ids)])
    env.cr.execute('UPDATE sale_order SET write_date = write_date WHERE id IN %s', [tuple(orders.ids)])

keys = {named['key'] for own in proposed for named in own['agreements'] if named['earlier']}
keys = keys | {held['agreement'] for own in proposed for held in own['withheld'] if held['ceiling']}
ahead = [own['advance'] for own in proposed if own['advance']]
keys = sorted(keys | {advance['agreement'] for advance in ahead if advance['once']})
agreements = env['x_billing_agreement'].sudo().search([('x_key', 'in', keys)], order='id')
if agreements:
    # Caps, ceilings and some advances count across orders: two calls under one agreement go one after the other.
    env.cr.execute('SELECT id FROM x_billing_agreement WHERE id IN %s ORDER BY id FOR UPDATE', [tuple(agreements.ids)])
    env.cr.execute('UPDATE x_billing_agreement SET write_date = write_date WHERE id IN %s', [tuple(agreements.ids)])

answers, todo, known_orders = [], [], read_together(proposals)
held_now = held_together(proposals)
as_read = True
for proposal in proposals:
    pairs = ordered(proposal, known_orders)
    counted = [named for own in proposal['orders'] for named in own['agreements'] if named['earlier']]
    counted += [held for own in proposal['orders'] for held in own['withheld'] if held['ceiling']]
    before = [order.id for _, drafted_pairs, _ in todo for _, order in drafted_pairs]
    if todo and (counted or any(order.id in before for _, order in pairs)):
        # Its claims count against what the same batch has already drafted for an order, or under the agreement.
        make(todo)
        todo, as_read = [], False
    known = env['ir.model.data'].sudo().search([('module', '=', KEYS), ('name', '=', proposal['key'])])
    move = drafted(known)
    if move:
        answers.append({'key': proposal['key'], 'status': 'existing', 'invoice': facts_of(move)})
        continue
    known.unlink()
    if not as_read:
        held_now = held_together([proposal])
    reason = refusal(proposal, pairs)
    if reason:
        answers.append({'key': proposal['key'], 'status': 'refused', 'code': reason[0], 'message': reason[1]})
        continue
    facts = {
        'x_billing_key': proposal['key'], 'x_billing_period': proposal['period'], 'x_billing_period_to': proposal['period_to'],
    }
    own, order = pairs[0]
    if own['advance']:
        make_advance(proposal, own, order.with_context(lang=order.partner_invoice_id.lang or env.lang).with_company(order.company_id), facts)
        as_read = False
        continue
    todo.append((proposal, pairs, {**joined_values(pairs), **facts}))

if todo:
    make(todo)
action = {'answers': answers}
