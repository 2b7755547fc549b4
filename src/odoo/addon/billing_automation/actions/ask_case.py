# include ask_adjustment.py
# From a case about one piece of work.
ADJUSTABLE = ('account.analytic.line', 'hr.expense', 'project.milestone', 'sale.order.line')
for case in records:
    model, number = (case.x_record or ',').split(',', 1)
    if model not in ADJUSTABLE or not env[model].sudo().browse(int(number)).exists():
        raise UserError('This case is not about one timesheet, expense, milestone or fee. Select the entries in their own list.')
    action = ask(env[model].browse(int(number)), 'write-off')
