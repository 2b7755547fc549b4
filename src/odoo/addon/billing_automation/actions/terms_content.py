# All that a version says and whose work it is about, one fact a line: what is proposed, agreed on and compared.
UNSAID = ('x_status', 'x_proposed_by', 'x_proposed_on', 'x_agreed_by', 'x_agreed_on', 'x_content', 'x_terms_id', 'x_active')


def said(record, prefix):
    lines = []
    for name in sorted(record._fields):
        field = record._fields[name]
        if name.startswith('x_') and field.store and name not in UNSAID and field.type not in ('one2many', 'many2many'):
            value = record[name]
            if field.type == 'many2one':
                value = value.id
            elif field.type in ('date', 'datetime'):
                value = str(value) if value else ''
            # Empty, zero and no are all the same here: not said.
            if value:
                lines.append('%s%s=%s' % (prefix, name, repr(value)))
    return lines


def terms_content(terms):
    lines = said(terms.x_agreement_id, 'agreement.') + said(terms, '')
    for name in sorted(terms._fields):
        if name.startswith('x_') and name != 'x_event_ids' and terms._fields[name].type == 'one2many':
            number = 0
            for row in terms[name].sorted(lambda one: (one.x_sequence, one.id)):
                lines += said(row, '%s[%s].' % (name, number))
                number += 1
    return '\n'.join(lines)
