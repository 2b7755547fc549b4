# include order_facts.py
orders = env['sale.order'].sudo().browse(env.context['billing']['ids']).exists()
action = {'orders': [order_facts(order) for order in orders if order.company_id in env.user.company_ids]}
