def keep_ledger(rows):
    """Rows of the ledger in one statement: through the ORM, four thousand take an eighth of what drafting them takes."""
    ledger = env['x_billing_part'].sudo()
    columns, moves, texts = {'x_days': 0}, set(), []
    for row in rows:
        columns.update(row)
        moves.add(row.get('x_move_id', False))
        values = {'x_days': 0}
        for name, value in row.items():
            values[name] = None if value is False else value
        texts.append(values)
    for name in columns:
        if not name.startswith('x_') or name not in ledger._fields or not ledger._fields[name].store:
            raise UserError('The ledger has no column %s.' % name)
        if ledger._fields[name].type == 'selection':
            known = ledger._fields[name].get_values(env)
            for row in rows:
                if row.get(name) and row[name] not in known:
                    raise UserError('The ledger knows no %s "%s".' % (name, row[name]))
    env.flush_all()
    named = ', '.join(columns)
    env.cr.execute("""
        INSERT INTO x_billing_part (create_uid, write_uid, create_date, write_date, %s)
        SELECT %%s, %%s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC', %s
        FROM jsonb_populate_recordset(NULL::x_billing_part, %%s::jsonb)""" % (named, named),
        [env.uid, env.uid, json.dumps(texts) + ''])
    env.invalidate_all(flush=False)
    dated = env['account.move'].sudo().browse(moves - {False}).filtered('invoice_date')
    if dated:
        env.add_to_compute(ledger._fields['x_days'], ledger.search([('x_move_id', 'in', dated.ids)]))
