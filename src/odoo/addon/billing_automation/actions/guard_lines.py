# include each_time.py
raise UserError(
    'The lines of a posted invoice can\'t be changed. Reset it to draft; once changed, it needs a new approval.')
