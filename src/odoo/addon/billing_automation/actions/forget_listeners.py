# Nobody has asked for a month: the workflow is gone, and what was kept for it is of no use any more.
limit = datetime.date.today() - datetime.timedelta(days=30)
gone = env['x_billing_listener'].sudo().search([('x_looked_on', '<', limit)])
gone.x_hint_id.unlink()
env['x_billing_event'].sudo().search([('x_listener', 'in', gone.ids)]).unlink()
gone.unlink()
