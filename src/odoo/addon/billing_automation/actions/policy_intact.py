# include policy_content.py
for policy in self:
    policy['x_intact'] = policy.x_status == 'draft' or policy.sudo().x_content == policy_content(policy.sudo())
