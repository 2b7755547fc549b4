import { randomBytes } from 'node:crypto';
import type { Domain, OdooApi, Row } from './api.ts';
import { OdooError } from './errors.ts';
import { ADDON } from './pack.ts';
import { idOf } from './xml-id.ts';

export const ROBOT_ROLES = ['drafter', 'desk', 'watch'] as const;
export type RobotRole = (typeof ROBOT_ROLES)[number];

/** Without a password the robot gets one that nobody knows: it works with API keys. */
export interface RobotAccount {
  login: string;
  password?: string;
}

const ROBOTS: Record<RobotRole, { name: string; group: string }> = {
  drafter: { name: 'Billing robot (n8n)', group: 'group_robot_drafter' },
  desk: { name: 'Billing robot (approval desk)', group: 'group_robot_desk' },
  watch: { name: 'Billing robot (watches)', group: 'group_robot_watch' },
};

/** Odoo's commands for the values of a many2many field. */
const [UNLINK, SET] = [3, 6];

async function groupId(api: OdooApi, module: string, name: string): Promise<number> {
  const id = await idOf(api, 'res.groups', name, module);
  if (id !== undefined) return id;
  throw new OdooError('addon', `Odoo has no group ${module}.${name}.`, 'Install or upgrade the billing add-on first.');
}

const FIELDS = ['id', 'login', 'name', 'active', 'group_ids', 'company_ids'];

async function find(api: OdooApi, login: string): Promise<Row | undefined> {
  const domain: Domain = [['login', '=', login]];
  return (await api.searchRead('res.users', domain, { fields: FIELDS, archived: true, limit: 1 }))[0];
}

const same = (have: readonly number[], want: readonly number[]): boolean =>
  have.length === want.length && want.every((id) => have.includes(id));

/** A robot's own rights, every company, and nothing else. */
async function rightsOf(
  api: OdooApi,
  role: RobotRole,
): Promise<{ groups: number[]; own: number; companies: number[] }> {
  const companies = await api.searchRead('res.company', [], { fields: ['id'] });
  const own = await groupId(api, ADDON, ROBOTS[role].group);
  return {
    groups: [await groupId(api, 'base', 'group_user'), own],
    own,
    companies: companies.map((company) => company.id as number),
  };
}

/** A login that was somebody's before would lose what rights it has, and win a robot's. */
async function checkRobot(api: OdooApi, role: RobotRole, robot: Row, own: number): Promise<void> {
  const held = robot.group_ids as number[];
  if (robot.name === ROBOTS[role].name || held.includes(own)) return;
  const plain = [await groupId(api, 'base', 'group_user'), await groupId(api, 'base', 'group_multi_company')];
  if (held.every((id) => plain.includes(id))) return;
  throw new OdooError(
    'refused',
    `"${String(robot.login)}" is somebody (${String(robot.name)}), with rights of their own that a robot must not have.`,
    'Give the robot a login of its own, one that nobody has: it is made then.',
  );
}

/** What of a robot is not as it should be, in words; empty where all is. */
export async function robotFaults(api: OdooApi, role: RobotRole, login: string): Promise<string[]> {
  const robot = await find(api, login);
  if (!robot) return [`There is no user "${login}"`];
  const { groups, own, companies } = await rightsOf(api, role);
  const others = await api.searchRead('res.users', [['group_ids', 'in', [own]]], { fields: ['login'] });
  // Odoo itself gives this one to whoever has two companies.
  const several = await groupId(api, 'base', 'group_multi_company');
  const held = (robot.group_ids as number[]).filter((group) => group !== several);
  return [
    ...(robot.active ? [] : [`"${login}" is archived`]),
    ...(same(held, groups) ? [] : [`"${login}" has other groups than a robot's own two`]),
    ...(same(robot.company_ids as number[], companies)
      ? []
      : [`"${login}" does not have exactly the companies there are`]),
    ...others
      .filter((other) => other.login !== login)
      .map((other) => `"${String(other.login)}" has the group of the robot "${login}": take it away in Odoo`),
  ];
}

/**
 * Makes a robot, or puts it right: active, with every company, and no other rights than a robot's own. A password is set
 * where one is given.
 *
 * @returns the user's id
 * @throws OdooError `refused` where the login is a person's, or another program's
 */
export async function ensureRobot(api: OdooApi, role: RobotRole, { login, password }: RobotAccount): Promise<number> {
  const { groups, own, companies } = await rightsOf(api, role);
  const values = {
    active: true,
    group_ids: [[SET, 0, groups]],
    company_ids: [[SET, 0, companies]],
    ...(password && { password }),
  };
  const known = await find(api, login);
  if (known) {
    await checkRobot(api, role, known, own);
    await api.call('res.users', 'write', [[known.id], values]);
    return known.id as number;
  }
  const made = { login, name: ROBOTS[role].name, password: randomBytes(32).toString('hex'), ...values };
  // Odoo would mail an invitation to the login.
  return (await api.call('res.users', 'create', [made], { context: { no_reset_password: true } })) as number;
}

/** Takes a robot's rights from other robots, in whatever order they are put right. Of people only people take them. */
export async function takeRightsFrom(api: OdooApi, role: RobotRole, logins: readonly string[]): Promise<void> {
  const { own } = await rightsOf(api, role);
  const others = await api.searchRead(
    'res.users',
    [
      ['login', 'in', logins],
      ['group_ids', 'in', [own]],
    ],
    { fields: ['id'], archived: true },
  );
  if (!others.length) return;
  await api.call('res.users', 'write', [others.map(({ id }) => id), { group_ids: [[UNLINK, own]] }]);
}

/** @throws OdooError where one login would be two robots: whoever drafts never decides, whoever watches does neither */
export function checkApart(logins: readonly string[]): void {
  const twice = logins.find((login, index) => logins.indexOf(login) !== index);
  if (twice === undefined) return;
  const message = `"${twice}" can't be two robots: one drafts invoices, one records decisions on them, one watches.`;
  throw new OdooError('refused', message, 'Give each robot a login of its own.');
}

/** The users that n8n (drafts), the desk (records decisions) and the watches (keep cases) work with, made or put right. */
export async function createRobots<Role extends RobotRole>(
  api: OdooApi,
  accounts: Readonly<Record<Role, RobotAccount>>,
): Promise<Record<Role, number>> {
  const given = Object.entries(accounts) as [Role, RobotAccount][];
  checkApart(given.map(([, { login }]) => login));
  const made: [Role, number][] = [];
  for (const [role, account] of given) made.push([role, await ensureRobot(api, role, account)]);
  return Object.fromEntries(made) as Record<Role, number>;
}
