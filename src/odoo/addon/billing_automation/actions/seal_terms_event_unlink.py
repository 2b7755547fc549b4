raise UserError('The history of terms is append-only: it can\'t be deleted by anyone.')
