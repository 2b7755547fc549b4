# include given.py
wanted_cases = given['cases']
# include opening.py
action = {'answers': answers}
