# include untaxed.py
# include given.py
# What an approval policy can ask about an invoice and only Odoo can say: its size, what its work cost, who changed it by
# hand, what was invoiced before on the same orders. Figures as Odoo keeps them, in the company's currency.
EARLIER = 20
ROBOTS = ('billing_automation.group_robot_watch', 'billing_automation.group_robot_desk')


def is_person(user):
    return user and user.id != 1 and not user.has_group(ROBOTS[0]) and not user.has_group(ROBOTS[1])


# Cost and quantity of the whole record, of which a part bills a share; no cost where Odoo has none in this currency.
def cost_of(part, currency):
    record = env[part.x_model].sudo().browse(part.x_record_id).exists()
    if record and part.x_model == 'account.analytic.line' and record.currency_id == currency:
        return -record.amount, record.unit_amount
    if record and part.x_model == 'hr.expense' and record.company_currency_id == currency:
        return record.untaxed_amount, record.quantity
    return 0.0, 0.0


def billed(move):
    ledger = env['x_billing_part'].sudo().search([('x_move_id', '=', move.id), ('x_move_line_id', '!=', False)])
    parts = []
    for part in ledger:
        cost, whole = cost_of(part, move.company_currency_id)
        parts.append({
            'line': part.x_move_line_id.id, 'kind': part.x_kind or '', 'rule': part.x_rule or '', 'name': part.x_name or '',
            'quantity': part.x_quantity_exact or '0', 'cost': cost, 'whole': whole,
        })
    lines = []
    for line in move.invoice_line_ids:
        if line.display_type == 'product':
            lines.append({
                'id': line.id, 'value': -line.balance, 'down_payment': line.is_downpayment,
                'holdback': any(sold.x_billing_holdback for sold in line.sale_line_ids),
            })
    return {'parts': parts, 'lines': lines}


def changes(move):
    said = []
    for message in move.message_ids.sorted('id'):
        authors = message.author_id.user_ids
        if message.tracking_value_ids and authors and is_person(authors[0]):
            labels = []
            for value in message.tracking_value_ids:
                labels.append(value.field_id.field_description or 'a field')
            said.append('%s changed %s' % (authors[0].name, ', '.join(labels)))
    for line in move.invoice_line_ids.sorted('id'):
        name = (line.name or line.product_id.display_name or 'a line').split('\n')[0]
        if is_person(line.create_uid):
            said.append('%s added “%s”' % (line.create_uid.name, name))
        elif is_person(line.write_uid):
            said.append('%s changed “%s”' % (line.write_uid.name, name))
    if not said and is_person(move.write_uid):
        said.append('%s changed the invoice' % move.write_uid.name)
    return said


move = env['account.move'].sudo().browse(given['id']).exists()
action = {'facts': False}
if move:
    currency = move.company_currency_id
    day = move.invoice_date or datetime.date.today()
    rates = [('currency_id', '=', move.currency_id.id), ('company_id', 'in', [False, move.company_id.root_id.id]), ('name', '<=', day)]
    orders = env['x_billing_part'].sudo().search([('x_move_id', '=', move.id)]).x_order_id
    same = env['x_billing_part'].sudo().search([
        ('x_order_id', 'in', orders.ids), ('x_move_id', '!=', move.id), ('x_move_id.state', '=', 'posted'),
        ('x_move_id.move_type', '=', 'out_invoice')]).x_move_id.sorted('id', reverse=True)[:EARLIER]
    customers = move.partner_id | move.commercial_partner_id
    action = {'facts': dict(billed(move), **{
        'amount': untaxed(move), 'currency': currency.name, 'digits': currency.decimal_places,
        'rate': move.currency_id == currency or bool(env['res.currency.rate'].sudo().search_count(rates, limit=1)),
        'own_currency': move.currency_id.name, 'day': str(day),
        'earlier': [billed(other) for other in same],
        'changes': changes(move),
        'customers': [[one.id, one.display_name] for one in customers],
        'invoiced': env['account.move'].sudo().search_count([
            ('commercial_partner_id', '=', move.commercial_partner_id.id), ('move_type', '=', 'out_invoice'),
            ('state', '=', 'posted'), ('id', '!=', move.id)], limit=1),
    })}
