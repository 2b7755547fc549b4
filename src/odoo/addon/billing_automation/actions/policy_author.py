# Everyone who wrote in a version is on record: they can't put it in force.
def policy_written(policy):
    if env.user not in policy.with_context(active_test=False).x_author_ids:
        policy.write({'x_author_ids': [Command.link(env.uid)]})


# Whoever keeps the policy is a person: a robot in the group of controllers is a mistake.
def policy_keeper():
    robot = env.user.has_group('billing_automation.group_robot_watch') or env.user.has_group('billing_automation.group_robot_desk')
    return env.user.has_group('billing_automation.group_controller') and not robot
