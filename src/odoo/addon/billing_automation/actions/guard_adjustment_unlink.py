raise UserError('An adjustment can\'t be deleted: withdraw it.')
