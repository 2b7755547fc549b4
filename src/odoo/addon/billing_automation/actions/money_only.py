# include each_time.py
# Money given back for work that is not billed again is not of the order line: the order stays as invoiced as it was.
created = env.context.get('old_values') is None
for line in records:
    source = line.x_billing_source_id
    if source.move_id == line.move_id.reversed_entry_id and not (created and not line.x_billing_money_only):
        line.write({'sale_line_ids': [Command.set([] if line.x_billing_money_only else source.sale_line_ids.ids)]})
