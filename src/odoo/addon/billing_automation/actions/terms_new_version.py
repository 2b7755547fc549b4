# A draft that begins as a copy of this version, unsigned, and opens.
last = records[-1:]
rows = [name for name in last._fields if name.startswith('x_') and last._fields[name].type == 'one2many' and name != 'x_event_ids']
draft = last.copy({'x_signed_on': False, 'x_signed_by': False, 'x_change_order_number': False, 'x_change_order_description': False})
for name in rows:
    if not draft[name]:
        for row in last[name]:
            row.copy({'x_terms_id': draft.id})
action = {'type': 'ir.actions.act_window', 'res_model': 'x_billing_terms', 'res_id': draft.id, 'view_mode': 'form', 'views': [[False, 'form']]}
