# include given.py
# The two robots that listen have keys apart: neither takes, confirms or forgets what is kept for the other.
if given['key'].startswith('desk:') != env.user.has_group('billing_automation.group_robot_desk'):
    raise UserError('Keys of listeners that begin with desk: are for the approval desk, and it has no others.')
