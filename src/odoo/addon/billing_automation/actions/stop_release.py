records.write({'x_stopped_by': env.uid})
