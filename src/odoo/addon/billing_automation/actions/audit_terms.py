# include each_time.py
# include content.py
# include audit.py
# include elevated.py
# Another price or tax than the billing run drafted its work at.
NAMES = {'price_unit': 'Price', 'discount': 'Discount', 'tax_ids': 'Tax'}


def said(name, value):
    return (', '.join(value.mapped('name')) or 'none') if name == 'tax_ids' else '%.6g' % value


old = env.context.get('old_values')
for line in records.sudo():
    before = (old or {}).get(line.id, {})
    billed = env['x_billing_part'].sudo().search_count([('x_move_line_id', '=', line.id), ('x_verdict', '=', 'bill')], limit=1)
    prebill = (env.cr.precommit.data.get('billing prebill') or {}).get('move') == line.move_id.id
    if billed and not prebill and not env.user.has_group('billing_automation.group_robot_drafter'):
        for name in NAMES:
            if name in before and before[name] != line[name]:
                was, now = said(name, before[name]), said(name, line[name])
                what = '%s of "%s" changed from %s to %s' % (NAMES[name], (line.name or '').split('\n')[0], was, now)
                kind = 'tax-change' if name == 'tax_ids' else 'rate-override'
                elevated(line.move_id, kind, what, line.move_id.x_billing_reason, {'detail': 'Line %s' % line.id})
