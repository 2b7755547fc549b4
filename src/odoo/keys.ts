import type { OdooApi } from './api.ts';
import { id as rowId, instant, instantOrNone, parseRows, text } from './rows.ts';
import { withAction } from './throwaway.ts';
import { z } from 'zod/v4';

const DAY_MS = 86_400_000;
/** Odoo's own limit for plain users, unless an administrator changed it. */
const LONGEST_DAYS = 90;

/** Run by the administrator for a robot; a key of scope `rpc` opens the API and nothing else. */
const MAKE = `
given = env.context['billing']
user = env['res.users'].browse(given['user'])
days = min(max(user.all_group_ids.mapped('api_key_duration')) or 1.0, given['days'])
until = datetime.datetime.now() + datetime.timedelta(days=days)
if given['alone']:
    env['res.users.apikeys'].sudo().search([('user_id', '=', user.id), ('name', '=', given['name'])]).unlink()
action = {'key': user.env['res.users.apikeys'].with_user(user)._generate('rpc', given['name'], until)}
`;

const answer = z.object({ key: z.string().min(20) });

/**
 * Makes an API key for another user, for as long as Odoo allows: 90 days unless it says otherwise. With `alone`, former keys
 * of that name end now; without, whoever still works with one may go on until it ends by itself.
 */
export async function makeKey(api: OdooApi, login: string, name: string, { alone = false } = {}): Promise<string> {
  const user = await userId(api, login);
  const made = await withAction(api, 'res.users', MAKE, (run) => run({ user, name, alone, days: LONGEST_DAYS }));
  return answer.parse(made).key;
}

const keyRow = z.object({ name: text, expiration_date: instantOrNone });

/** Days until the newest key of this name ends; Infinity where it never does, undefined where there is none. */
export async function keyDaysLeft(api: OdooApi, login: string, name: string, now: Date): Promise<number | undefined> {
  const rows = await api.searchRead(
    'res.users.apikeys',
    [
      ['user_id.login', '=', login],
      ['name', '=', name],
    ],
    { fields: Object.keys(keyRow.shape) },
  );
  const ends = parseRows(keyRow, rows, 'res.users.apikeys').map(({ expiration_date: end }) =>
    end ? (Date.parse(end) - now.getTime()) / DAY_MS : Infinity,
  );
  return ends.length ? Math.max(...ends) : undefined;
}

/** The newest key replaced these a day ago or more: time enough to restart whoever held one. */
export async function replacedKeys(api: OdooApi, login: string, name: string, now: Date): Promise<number[]> {
  const rows = await api.searchRead(
    'res.users.apikeys',
    [
      ['user_id.login', '=', login],
      ['name', '=', name],
    ],
    { fields: ['create_date'], order: 'id desc' },
  );
  const [newest, ...older] = parseRows(madeRow, rows, 'res.users.apikeys');
  return newest && now.getTime() - Date.parse(newest.create_date) > DAY_MS ? older.map(({ id }) => id) : [];
}

const madeRow = z.object({ id: rowId, create_date: instant });

const END = `
env['res.users.apikeys'].sudo().browse(env.context['billing']['keys']).unlink()
action = {'ended': True}
`;

export async function endKeys(api: OdooApi, keys: readonly number[]): Promise<void> {
  await withAction(api, 'res.users', END, (run) => run({ keys }));
}

async function userId(api: OdooApi, login: string): Promise<number> {
  const [user] = await api.searchRead('res.users', [['login', '=', login]], { fields: ['id'], limit: 1 });
  if (!user) throw new Error(`Odoo has no user "${login}".`);
  return user.id as number;
}
