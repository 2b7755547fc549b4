def check_not_credited(domain, what):
    for part in env['x_billing_part'].sudo().search(domain + [('x_credit_line_id.parent_state', '=', 'posted')], limit=1):
        raise UserError('%s can\'t be %s: %s gives back work of it. Cancel that first.' % (
            part.x_move_id.display_name, what, part.x_credit_line_id.move_id.display_name))
