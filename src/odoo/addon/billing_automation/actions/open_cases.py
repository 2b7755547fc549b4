wanted_cases = env.context['billing']['cases']
# include opening.py
action = {'answers': answers}
