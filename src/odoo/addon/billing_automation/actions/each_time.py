# Odoo takes from a caller's context that a rule which ran in a call is done with it: what came second would pass unseen.
if env.context.get('__action_feedback'):
    raise UserError('A call can\'t say which rules run: leave __action_feedback out of its context.')
