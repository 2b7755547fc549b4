# include content.py
# include preparers.py
# include reads.py
# include given.py
# include taken_off.py
# What only Odoo can say of a draft: the content an approval is bound to, who had a hand in it, and what has to be said
# before it can be approved. And the rows of it that are asked for, as they were at that moment.
move = env['account.move'].sudo().browse(given['id']).exists()
action = {'content': False, 'preparers': [], 'rows': []}
if move:
    text = content(move, move.invoice_date)
    action = {
        'content': text,
        'preparers': [{'id': user.id, 'name': user.name, 'email': user.email or user.login} for user in preparers(move)],
        # Odoo lets people delete time that is on a draft.
        'gone': [
            part.x_name or '' for part in env['x_billing_part'].sudo().search(
                [('x_move_id', '=', move.id), ('x_move_line_id', '!=', False)])
            if not env[part.x_model].sudo().browse(part.x_record_id).exists()],
        'current': [
            decision.id for decision in move.x_billing_decision_ids
            # Posting fills in an empty invoice date: a decision taken without one still is about this invoice.
            if decision.x_content in (text, content(move, False))],
        'unsaid': unsaid_of(move) if (move.move_type, move.state) == ('out_invoice', 'draft') else [],
        'digits': move.currency_id.decimal_places,
        'taxes': [[tax.id, tax.name] for tax in move.invoice_line_ids.tax_ids],
        'rows': reads(given.get('reads', [])),
    }
