# include each_time.py
# include stopped.py
# Said when Odoo's Send dialog is confirmed: services such as Peppol have the invoice before Odoo writes that it was sent.
for dialog in records:
    refuse_stopped(dialog.move_id)
