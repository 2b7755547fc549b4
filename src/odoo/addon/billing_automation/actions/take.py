# include own_key.py
# The oldest batch that is not confirmed yet, the same at every asking; else a new one of what waits. An event belongs to
# one batch for good: two who look at the same moment write the same rows, and the later one starts over and finds the
# batch of the first.
wanted = given
listener = env['x_billing_listener'].sudo().search([('x_key', '=', wanted['key'])], limit=1)
events = env['x_billing_event'].sudo()
mine = [('x_listener', '=', listener.id)]
if listener and listener.x_looked_on != datetime.date.today():
    listener['x_looked_on'] = datetime.date.today()
open_one = events.search(mine + [('x_batch', '!=', 0), ('x_batch', 'not in', wanted['skip'])], order='x_batch', limit=1)
if open_one:
    batch = events.search(mine + [('x_batch', '=', open_one.x_batch)], order='id')
else:
    batch = events.search(mine + [('x_batch', '=', 0)], order='id', limit=wanted['limit'])
    # Another company's record is none of this robot's business; one that is gone still happened.
    for model in set(batch.mapped('x_model')):
        about = batch.filtered(lambda event: event.x_model == model)
        there = env[model].sudo().browse(about.mapped('x_record_id')).exists()
        hidden = set(there.ids) - set(env[model].with_context(active_test=False).search([('id', 'in', there.ids)]).ids)
        foreign = about.filtered(lambda event: event.x_record_id in hidden)
        batch -= foreign
        foreign.unlink()
    batch.write({'x_batch': batch[:1].id})
action = {
    'listening': bool(listener),
    'batch': batch[:1].x_batch,
    'events': [{
        'id': event.id, 'kind': event.x_kind, 'model': event.x_model, 'record': event.x_record_id,
        'at': str(event.create_date)[:19], 'by': event.create_uid.name or '',
    } for event in batch],
}
