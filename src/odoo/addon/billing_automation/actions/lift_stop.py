records.write({'x_lifted_by': env.uid})
