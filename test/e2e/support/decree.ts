import type { World as WholeWorld } from './world.ts';
import { PASSWORD } from './world.ts';

type World = Pick<WholeWorld, 'as' | 'xmlId' | 'create'>;

const CONTROLLERS = ['clara', 'carl'];

/** Two people who keep the approval policy: one proposes, the other puts it in force. */
export async function hireControllers(world: World): Promise<void> {
  const groups = await Promise.all(['base.group_user', 'billing_automation.group_controller'].map(world.xmlId));
  for (const login of CONTROLLERS)
    await world.create('res.users', {
      name: login,
      login,
      email: `${login}@firm.test`,
      password: PASSWORD,
      group_ids: [[6, 0, groups]],
    });
}

const one = (made: unknown): number => [made].flat()[0] as number;

/** What the buttons of the form do. */
export async function press(world: World, login: string, button: string, ...ids: number[]): Promise<unknown> {
  const id = await world.xmlId(`billing_automation.action_policy_${button}`);
  return world.as(login).call('ir.actions.server', 'run', [[id]], {
    context: { active_model: 'x_billing_policy', active_ids: ids, active_id: ids[0] },
  });
}

export const write = async (world: World, values: object, login = 'clara'): Promise<number> =>
  one(await world.as(login).call('x_billing_policy', 'create', [values]));

/** Proposed by Clara, put in force by Carl. */
export async function decree(world: World, values: object): Promise<number> {
  const id = await write(world, values);
  await press(world, 'clara', 'propose', id);
  await press(world, 'carl', 'agree', id);
  return id;
}
