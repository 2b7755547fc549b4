import type { OdooAccess, OdooApi } from './api.ts';
import { OdooError } from './errors.ts';

/** What whoever watches must not be able to do besides, by the groups that let people and robots do it. */
const TOO_MUCH: Readonly<Record<string, string>> = {
  'billing_automation.group_robot_drafter': 'drafts and posts invoices',
  'billing_automation.group_robot_desk': 'records decisions',
  'billing_automation.group_preparer': 'approves time',
  'billing_automation.group_approver': 'decides on invoices',
  'billing_automation.group_terms_keeper': 'writes terms',
  'account.group_account_invoice': 'writes invoices',
  'sales_team.group_sale_salesman': 'writes orders',
  'base.group_system': 'administers Odoo',
};

const MEND =
  'Take ODOO_WATCH_LOGIN and ODOO_WATCH_PASSWORD out of the settings and run setup (npx odoo-billing setup): it makes the watching robot, with a key of its own.';

/** @throws OdooError `refused` where the login may do more than watch, or may not watch */
export async function checkWatcher(api: OdooApi, login: string): Promise<void> {
  const [user] = await api.searchRead('res.users', [['login', '=', login]], { fields: ['id'], limit: 1 });
  const has = (group: string) => api.call('res.users', 'has_group', [[user?.id]], { group_ext_id: group });
  const [watches, ...others] = await Promise.all(
    ['billing_automation.group_robot_watch', ...Object.keys(TOO_MUCH)].map(has),
  );
  const more = Object.values(TOO_MUCH).filter((_, index) => others[index]);
  if (more.length > 0) {
    const what = `ODOO_WATCH_LOGIN, "${login}", does more than watch: it ${more.join(', ')}.`;
    throw new OdooError('refused', `${what} Whoever decides on invoices must not hold such a key.`, MEND);
  }
  if (watches) return;
  throw new OdooError('refused', `ODOO_WATCH_LOGIN, "${login}", is no robot that watches.`, MEND);
}

export interface Watcher {
  /** The same Odoo, which nothing is read from or written to before the login was found to do nothing but watch. */
  api: OdooApi;
  /** @throws OdooError `refused` where it may do more; any other where Odoo can't be asked now */
  check(): Promise<void>;
}

/** Odoo may be away when the desk starts, so whoever watches is looked at before the first use, once it can be. */
export function onlyWatching(api: OdooApi, { login }: Pick<OdooAccess, 'login'>): Watcher {
  let checked: Promise<void> | undefined;
  const check = () => {
    checked ??= checkWatcher(api, login).catch((error: unknown) => {
      checked = undefined;
      throw error;
    });
    return checked;
  };
  const afterCheck =
    <Args extends unknown[], Answer>(ask: (...args: Args) => Promise<Answer>) =>
    async (...args: Args): Promise<Answer> => {
      await check();
      return ask(...args);
    };
  return {
    check,
    api: {
      ...api,
      searchRead: afterCheck((...args) => api.searchRead(...args)),
      searchCount: afterCheck((...args) => api.searchCount(...args)),
      readGroup: afterCheck((...args) => api.readGroup(...args)),
      fieldsGet: afterCheck((...args) => api.fieldsGet(...args)),
      runAction: afterCheck((...args) => api.runAction(...args)),
      call: afterCheck((...args) => api.call(...args)),
    },
  };
}
