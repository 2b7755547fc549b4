# Whether an entry was held against the terms as it reads now, and what they say of it. A computed field, because Odoo
# computes it once for a whole batch, where an automation rule would run for each record. Odoo also works it out anew when
# an invoice takes the time, or an order line moves: only who writes the entry itself, and changes what it says, is checked. Another order line is no such change; taking it away is.
now = self.env.cr.now()
secret = self.env['ir.config_parameter'].sudo().get_param('database.secret')
checksum = self.env['ir.attachment']._compute_checksum
known = {}
if self.ids:
    self.env.cr.execute('SELECT id, x_billing_check FROM %s WHERE id IN %%s' % self._table, [tuple(self.ids)])
    known = dict(self.env.cr.fetchall())
fresh, seals, warnings = self.browse(), {}, {}
for one in self:
    if not one.id:
        one['x_billing_check'] = one._origin.x_billing_check
        continue
    if self._name == 'hr.expense':
        facts, sold = '%s|%s|%s' % (one.date, one.product_id.id, one.sale_order_id.id), True
    else:
        facts, sold = '%s|%.6f|%s|%s' % (one.date, one.unit_amount, one.project_id.id, one.task_id.id), bool(one.so_line)
    # Nobody can write it as if the entry had been checked; emptied by hand, it counts as another.
    unsold = checksum(('%s|%s|%s' % (secret, one.id, facts)).encode())
    seals[one.id] = checksum(('%s|sold' % unsold).encode()) if sold else unsold
    seal, _, warnings[one.id] = (known.get(one.id) or '').partition(' ')
    if sold and seal == unsold:
        # Somebody chose the order line it lacked: that mends it, on whatever day.
        warnings[one.id] = ''
    elif one.write_date and one.write_date >= now and seal != seals[one.id]:
        fresh |= one
if fresh:
    check = self.env.ref('billing_automation.action_entry_checks').sudo()
    said = check.with_context(active_model=self._name, active_ids=fresh.ids, active_id=fresh.ids[0]).run()['warnings']
    for one in fresh:
        warnings[one.id] = said.get(one.id, '')
for one in self:
    if one.id:
        one['x_billing_check'] = '%s %s' % (seals[one.id], warnings[one.id])
