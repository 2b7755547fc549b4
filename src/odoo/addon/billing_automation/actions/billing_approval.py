# include time_facts.py
found = {'pending': [], 'approved': [], 'changed': []}
for line in self:
    approved = line.x_billing_approved_facts
    found['pending' if not approved else 'approved' if approved == time_facts(line) else 'changed'].append(line.id)
# Written once for all that say the same: each write checks that there is such a value.
for approval, ids in found.items():
    self.browse(ids)['x_billing_approval'] = approval
