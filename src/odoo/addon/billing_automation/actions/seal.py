raise UserError('Decision records are append-only: they can\'t be deleted by anyone.')
