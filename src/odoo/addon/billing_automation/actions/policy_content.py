# All that a version of the approval policy says, one fact a line: what is proposed, put in force and compared.
POLICY_UNSAID = ('x_status', 'x_author_ids', 'x_proposed_by', 'x_proposed_on', 'x_agreed_by', 'x_agreed_on', 'x_content', 'x_policy_id', 'x_row_id')


def policy_said(record, prefix):
    lines = []
    for name in sorted(record._fields):
        field = record._fields[name]
        if name.startswith('x_') and field.store and name not in POLICY_UNSAID and field.type != 'one2many':
            value = record[name]
            if field.type == 'many2many':
                value = sorted(value.ids)
            elif field.type == 'many2one':
                value = value.id
            elif field.type in ('date', 'datetime'):
                value = str(value) if value else ''
            # Empty, zero and no are all the same here: not said.
            if value:
                lines.append('%s%s=%s' % (prefix, name, repr(value)))
    return lines


def policy_content(policy):
    # Somebody archived is still somebody named.
    policy = policy.with_context(active_test=False)
    lines = policy_said(policy, '')
    number = 0
    for row in policy.x_row_ids.sorted(lambda one: (one.x_sequence, one.id)):
        lines += policy_said(row, 'rows[%s].' % number)
        place = 0
        for step in row.x_step_ids.sorted(lambda one: (one.x_sequence, one.id)):
            lines += policy_said(step, 'rows[%s].steps[%s].' % (number, place))
            place += 1
        number += 1
    number = 0
    for limit in policy.x_limit_ids.sorted(lambda one: (one.x_sequence, one.id)):
        lines += policy_said(limit, 'limits[%s].' % number)
        number += 1
    return '\n'.join(lines)
