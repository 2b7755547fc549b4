# A draft that begins as a copy of this version, with its rows, steps and limits, and opens.
draft = records[-1:].copy()
action = {'type': 'ir.actions.act_window', 'res_model': 'x_billing_policy', 'res_id': draft.id, 'view_mode': 'form', 'views': [[False, 'form']]}
