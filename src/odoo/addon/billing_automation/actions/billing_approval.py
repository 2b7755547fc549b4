# include time_facts.py
for line in self:
    approved = line.x_billing_approved_facts
    line['x_billing_approval'] = 'pending' if not approved else 'approved' if approved == time_facts(line) else 'changed'
