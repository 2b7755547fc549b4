# include each_time.py
# include live_parts.py
# include relink.py
# Time that a live invoice bills stays linked to it, whatever took the link off. Only at the end of the transaction: Odoo takes
# it off a line that is being deleted before the line is gone.
def link_again():
    relink(env.cr.precommit.data.pop('billing unlinked'), False)


if 'billing unlinked' not in env.cr.precommit.data:
    env.cr.precommit.data['billing unlinked'] = []
    env.cr.precommit.add(link_again)
env.cr.precommit.data['billing unlinked'].extend(records.ids)
