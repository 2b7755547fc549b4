# include policy_content.py
# Versions of the approval policy nobody looked at as they are written now.
remarks = {}
for one in env['x_billing_remark'].sudo().search([]):
    remarks[one.x_policy_id.id] = one.x_content
found = env['x_billing_policy'].search([('x_status', '!=', 'superseded')], order='id')
contents = [[policy.id, policy_content(policy.sudo())] for policy in found]
action = {'policies': [[number, said] for number, said in contents if remarks.get(number) != said]}
