# include each_time.py
# include live_parts.py
# include relink.py
# Time that a posted invoice still bills stays linked to it, whoever takes the link off. Of a draft, reconciliation tells.
posted = live_parts('account.analytic.line', records.ids).filtered_domain([('x_move_id.state', '=', 'posted')])
relink(posted.mapped('x_record_id'), False)
