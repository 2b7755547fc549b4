# include order_facts.py
# include given.py
orders = env['sale.order'].sudo().browse(given['ids']).exists()
action = {'orders': [order_facts(order) for order in orders if order.company_id in env.user.company_ids]}
