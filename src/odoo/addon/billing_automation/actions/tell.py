# Writes down for whoever listens that something happened, in the very transaction it happens in: rolled back together,
# committed together. Odoo's webhook only hints at it, once a transaction and listener, however many records there are.
def tell(kind, records):
    happened = env['x_billing_event'].sudo()
    hinted = env.cr.postcommit.data.setdefault('billing hints', [])
    for listener in env['x_billing_listener'].sudo().search([('x_kinds', 'like', ',%s,' % kind)]):
        rows = []
        for record in records:
            rows.append({
                'x_listener': listener.id, 'x_kind': kind, 'x_model': record._name, 'x_record_id': record.id,
                'x_batch': 0})
        events = happened.create(rows)
        if events and listener.x_hint_id and listener.id not in hinted:
            hinted.append(listener.id)
            listener.x_hint_id.with_context(
                active_model='x_billing_event', active_id=events[0].id, active_ids=events[:1].ids).run()
