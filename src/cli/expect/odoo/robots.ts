import type { OdooApi } from '../../../odoo/api.ts';
import { endKeys, keyDaysLeft, makeKey, replacedKeys } from '../../../odoo/keys.ts';
import {
  checkApart,
  ensureRobot,
  ROBOT_ROLES,
  robotFaults,
  type RobotRole,
  takeRightsFrom,
} from '../../../odoo/robots.ts';
import { connectOdoo } from '../../../odoo/connect.ts';
import { checkWatcher } from '../../../odoo/watcher.ts';
import { connectAs } from '../../connect.ts';
import { WATCHER } from '../../questions.ts';
import type { Expectation, Finding } from '../../expectation.ts';
import { advice, missing, ok } from '../../expectation.ts';
import type { Place } from '../../place.ts';
import type { Settings } from '../../settings.ts';

const DEFAULT: Record<RobotRole, string> = { drafter: 'robot-drafter', desk: 'robot-desk', watch: 'robot-watch' };
const SETTING: Record<RobotRole, string> = { drafter: 'DRAFTER_LOGIN', desk: 'ODOO_LOGIN', watch: WATCHER.login };
const TITLES: Record<RobotRole, string> = {
  drafter: "n8n's robot drafts, and can do nothing else",
  desk: "The desk's robot records decisions, and can do nothing else",
  watch: 'A robot watches and keeps cases, and can do nothing else',
};

/** Names of the keys in Odoo. */
export const KEYS: Record<RobotRole, string> = {
  drafter: 'Billing: n8n',
  desk: 'Billing: approval desk',
  watch: 'Billing: watches',
};

/** A key is renewed this long before it ends. */
export const RENEW_DAYS = 21;

export function robotLogin(settings: Settings, role: RobotRole): string {
  const login = settings.get(SETTING[role]) ?? DEFAULT[role];
  // Before it had a robot of its own, the drafting one watched.
  return role === 'watch' && login === robotLogin(settings, 'drafter') ? DEFAULT.watch : login;
}

/** Odoo as the desk sees it. */
export const asDesk = (settings: Settings): OdooApi =>
  connectOdoo({
    url: settings.need('ODOO_URL'),
    database: settings.need('ODOO_DATABASE'),
    login: robotLogin(settings, 'desk'),
    password: settings.need('ODOO_PASSWORD'),
  });

const robot = (role: RobotRole): Expectation => ({
  id: `odoo.robot-${role}`,
  title: TITLES[role],
  needs: ['odoo.addon'],
  async look({ odoo, settings }) {
    checkApart(ROBOT_ROLES.map((each) => robotLogin(settings, each)));
    const login = robotLogin(settings, role);
    const faults = await robotFaults(odoo(), role, login);
    return faults.length
      ? missing(`${faults.join('. ')}.`, 'Run setup.')
      : ok(`"${login}", with its own group, in every company`);
  },
  async mend({ odoo, settings }) {
    const login = robotLogin(settings, role);
    await ensureRobot(odoo(), role, { login });
    const others = ROBOT_ROLES.filter((each) => each !== role).map((each) => robotLogin(settings, each));
    await takeRightsFrom(odoo(), role, others);
    return `Made "${login}", or put it right.`;
  },
});

/** What is to be said of a robot's key, whoever holds it. */
export async function keyFinding({ odoo, settings, now }: Place, role: RobotRole): Promise<Finding> {
  const left = await keyDaysLeft(odoo(), robotLogin(settings, role), KEYS[role], now);
  const mend = 'Run setup: it makes a new one.';
  if (left === undefined || left <= 0)
    return missing(`"${robotLogin(settings, role)}" has no API key that is still good.`, mend);
  if (left < RENEW_DAYS) return missing(`The API key ends in ${Math.floor(left)} days.`, mend);
  return ok(left === Infinity ? 'It never ends' : `It is good for ${Math.floor(left)} more days`);
}

/** n8n's key is looked at where n8n's credential is: nobody else holds it. */
const deskKey: Expectation = {
  id: 'odoo.desk-key',
  title: "The desk's robot has an API key, for a while yet",
  needs: ['odoo.robot-desk'],
  async look(place) {
    const { settings } = place;
    if (!settings.get('ODOO_PASSWORD'))
      return missing('ODOO_PASSWORD, the key the desk opens Odoo with, is not set.', 'Run setup: it makes one.');
    await asDesk(settings).searchCount('x_billing_decision', []);
    return keyFinding(place, 'desk');
  },
  async mend({ odoo, settings }) {
    const login = robotLogin(settings, 'desk');
    const first = !settings.get('ODOO_PASSWORD');
    const key = await makeKey(odoo(), login, KEYS.desk);
    await settings.keep({ ODOO_LOGIN: login, ODOO_PASSWORD: key });
    const made = `Made an API key for "${login}" and kept it in ${settings.file}.`;
    return first ? made : `${made} Restart the desk where it runs: it still has the old one.`;
  },
};

const watchKey: Expectation = {
  id: 'odoo.watch-key',
  title: 'The robot that watches has an API key, for a while yet',
  needs: ['odoo.robot-watch'],
  async look(place) {
    const { settings } = place;
    const mend = 'Run setup: it makes one.';
    const login = robotLogin(settings, 'watch');
    if (settings.get(WATCHER.login) !== login || !settings.get(WATCHER.password))
      return missing(`${WATCHER.login} and ${WATCHER.password} are not the login and a key of "${login}".`, mend);
    await checkWatcher(connectAs(settings, WATCHER), login);
    return keyFinding(place, 'watch');
  },
  async mend({ odoo, settings }) {
    const login = robotLogin(settings, 'watch');
    const key = await makeKey(odoo(), login, KEYS.watch);
    await settings.keep({ [WATCHER.login]: login, [WATCHER.password]: key });
    return `Made an API key for "${login}" and kept it in ${settings.file}. A desk that watches has to be restarted.`;
  },
};

/** The desk that runs goes on with the key it was started with, so that one outlives its successor by a day. */
const oldDeskKeys: Expectation = {
  id: 'odoo.old-keys',
  title: 'No key of the desk works longer than it is used',
  needs: ['odoo.desk-key', 'odoo.watch-key'],
  async look(place) {
    const old = await oldKeys(place);
    if (!old.length) return ok('None');
    const which =
      old.length === 1 ? 'A key that was replaced still opens' : `${old.length} keys that were replaced still open`;
    return advice(
      `${which} Odoo.`,
      'Restart the desk if you have not since, then run setup: it ends what was replaced.',
    );
  },
  async mend(place) {
    await endKeys(place.odoo(), await oldKeys(place));
    return 'Ended the keys that were replaced a day ago or more.';
  },
};

async function oldKeys({ odoo, settings, now }: Place): Promise<number[]> {
  const desk = await replacedKeys(odoo(), robotLogin(settings, 'desk'), KEYS.desk, now);
  return [...desk, ...(await replacedKeys(odoo(), robotLogin(settings, 'watch'), KEYS.watch, now))];
}

export const robots = [...ROBOT_ROLES.map(robot), deskKey, watchKey, oldDeskKeys];
