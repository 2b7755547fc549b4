# include given.py
# include live_parts.py
# include keep_ledger.py
# Why work is on no invoice. Rows that say the same already are left alone, so a second run writes nothing; so are those of a
# record that was billed after it was read.
parts = given['parts']
ledger = env['x_billing_part'].sudo()
if any(part['x_verdict'] == 'bill' or 'x_move_id' in part or 'x_move_line_id' in part for part in parts):
    raise UserError('Billed work is recorded by drafting, not as a verdict.')
by_record = {}
for part in parts:
    by_record.setdefault((part['x_model'], part['x_record_id']), []).append(part)
known, billed = {}, {}
for model in {model for model, record_id in by_record}:
    for row in ledger.search([
            ('x_model', '=', model), ('x_verdict', '!=', 'bill'),
            ('x_record_id', 'in', [record_id for found, record_id in by_record if found == model])]):
        known.setdefault((model, row.x_record_id), []).append(row)
    # What is read of an order line is what is left of it already, and an order has several advances.
    if model not in ('sale.order.line', 'sale.order'):
        for row in live_parts(model, [record_id for found, record_id in by_record if found == model]):
            billed[(model, row.x_record_id)] = billed.get((model, row.x_record_id), 0.0) + row.x_quantity
create, stale, unchanged = [], ledger, 0
for record, wanted in by_record.items():
    rows = known.get(record, [])
    # An earlier package does not say it. What is billed beyond the entry is held with the other sign.
    entry = wanted[0].get('entry_quantity', 0)
    says = sum(part['x_quantity'] for part in wanted)
    if record in billed and says * entry > 0 and abs(says) + abs(billed[record]) > abs(entry) + 1e-6:
        unchanged += len(wanted)
        continue
    says = sorted((row.x_verdict, row.x_quantity_exact, row.x_rule, row.x_reason, '%.6f' % row.x_value) for row in rows)
    if says == sorted((part['x_verdict'], part['x_quantity_exact'], part['x_rule'], part['x_reason'], '%.6f' % part['x_value']) for part in wanted):
        unchanged += len(wanted)
        continue
    for row in rows:
        stale |= row
    create += wanted
stale.unlink()
if create:
    currencies = {row.name: row.id for row in env['res.currency'].sudo().search([])}
    keep_ledger([
        {**{key: value for key, value in part.items() if key.startswith('x_')},
         'x_currency_id': currencies.get(part['currency'])} for part in create])
action = {'written': len(create), 'unchanged': unchanged}
