# include people.py
# include given.py
# Who an address belongs to, and what that person may do. Two users with one address are nobody: ambiguity denies.
found = people(given['email'])
action = {'person': False}
if len(found) == 1:
    action = {'person': {
        'id': found.id, 'name': found.name, 'email': found.email or found.login,
        'may_approve': found.has_group('billing_automation.group_approver'),
        'prepares': found.has_group('billing_automation.group_preparer'),
        'controls': found.has_group('billing_automation.group_controller'), 'companies': found.company_ids.ids,
    }}
