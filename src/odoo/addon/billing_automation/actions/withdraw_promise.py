records.filtered(lambda one: not one.x_withdrawn_by).write({'x_withdrawn_by': env.uid})
