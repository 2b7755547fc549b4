# include policy_content.py
# include given.py
# What the approval desk says of versions of the approval policy; nothing of one that was written in since it looked.
told = given
for number, said, remarks in told['remarks']:
    policy = env['x_billing_policy'].browse(number).exists().sudo()
    if policy and policy_content(policy) == said:
        env['x_billing_remark'].sudo().search([('x_policy_id', '=', policy.id)]).unlink()
        env['x_billing_remark'].sudo().create({'x_policy_id': policy.id, 'x_content': said, 'x_said': '\n'.join(remarks)})
action = {'remarked': True}
