# include given.py
# Whom and what approval policies name, whatever the caller may see of it: the lists of rows and steps, the addresses of
# users, the full names of groups. Archived ones too: they were named. And who and what a file names that is to be brought in.
# The policies' own rows, where they are asked for, are of the same moment.
# include people.py
# include reads.py
policies = env['x_billing_policy_row'].sudo().with_context(active_test=False)
lists = []
users = env['res.users'].sudo().with_context(active_test=False)
groups = env['res.groups'].sudo()
for model in ('x_billing_policy_row', 'x_billing_policy_step'):
    for row in policies.env[model].search([]):
        for name in sorted(row._fields):
            if name.startswith('x_') and row._fields[name].type == 'many2many' and row[name]:
                lists.append([model, row.id, name, row[name].ids])
                if row._fields[name].comodel_name == 'res.users':
                    users |= row[name]
                elif row._fields[name].comodel_name == 'res.groups':
                    groups |= row[name]
for limit in policies.env['x_billing_policy_limit'].search([]):
    users |= limit.x_person_id
    groups |= limit.x_group_id
asked = []
for address in given['people']:
    users |= people(address)
    known = users.browse()
    for user in users:
        if (user.email or user.login).strip().lower() == address.strip().lower():
            known |= user
    # Who left is meant only where nobody else has the address.
    asked.append([address, (known.filtered('active') or known).ids])
for name in given['groups']:
    group = env.ref(name, raise_if_not_found=False)
    known = group if group and group._name == 'res.groups' else groups.browse()
    groups |= known.sudo()
    asked.append([name, known.ids])
full = groups.get_external_id()
action = {
    'lists': lists,
    'users': [[user.id, user.email or user.login] for user in users],
    'groups': [[group.id, full.get(group.id) or ''] for group in groups],
    'asked': asked,
    'rows': reads(given.get('reads', [])),
}
