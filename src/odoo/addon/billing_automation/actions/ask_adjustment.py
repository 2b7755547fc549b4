# Opens the window that asks how the selected entries are adjusted, and why.
def ask(found, kind):
    if len(found) == 1:
        summary = found[0].display_name
    elif found[0]._name == 'account.analytic.line':
        summary = '%s entries, %g h' % (len(found), sum(found.mapped('unit_amount')))
    else:
        summary = '%s entries' % len(found)
    references = []
    for one in found:
        references.append('%s,%s' % (one._name, one.id))
    return {
        'type': 'ir.actions.act_window', 'name': 'Hold' if kind == 'hold' else 'Write off, down or up', 'target': 'new',
        'res_model': 'x_billing_adjust', 'view_mode': 'form', 'views': [[False, 'form']],
        'context': {'default_x_kind': kind, 'default_x_records': ' '.join(references), 'default_x_summary': summary},
    }


