# Odoo honours a caller's context by which a rule that ran, or refused, is done with for the rest of the call; an import goes
# on after a refusal. So nothing that was noted of it stays.
if env.context.get('__action_feedback'):
    env.context['__action_done'].clear()
