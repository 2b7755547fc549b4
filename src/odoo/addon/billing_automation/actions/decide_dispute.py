records.filtered(lambda one: not one.x_decided_by).write({'x_decided_by': env.uid})
