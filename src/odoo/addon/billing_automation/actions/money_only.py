# include each_time.py
# Money given back for work that is not billed again is not of the order line: the order stays as invoiced as it was.
for line in records:
    source = line.x_billing_source_id
    line.write({'sale_line_ids': [Command.set([] if line.x_billing_money_only else source.sale_line_ids.ids)]})
