# Where a stop was lifted, whoever may object still may: another time, too.
records.write({'x_stopped_by': env.uid, 'x_lifted_by': False})
