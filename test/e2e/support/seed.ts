import type { OdooAccess } from '../../../src/odoo/api.ts';
import { connectXmlRpc } from '../../../src/odoo/xmlrpc.ts';
import type { Firm } from '../../../src/sandbox/firm.ts';
import { Refs } from '../../../src/sandbox/refs.ts';
import { seedBilled } from './seed/billed.ts';
import { seedExpenses } from './seed/expenses.ts';
import { seedAbsence, seedStaff, seedUsers } from './seed/people.ts';
import { seedCatalogue, seedOrders } from './seed/sales.ts';
import { closeTasks, seedMilestones, seedProjects, seedTime } from './seed/work.ts';

/**
 * Makes the firm in a real Odoo 19 that has the add-on, over the API and through Odoo's own methods.
 *
 * @param admin an administrator's login
 * @returns which records the firm's refs became
 */
export async function seedFirm(admin: OdooAccess, firm: Firm): Promise<Refs> {
  const api = connectXmlRpc(admin);
  const [company] = await api.searchRead('res.company', [], { fields: ['currency_id'], names: true, limit: 1 });
  const [, currency] = company?.currency_id as [number, string];
  if (currency !== firm.currency) throw new Error(`The company keeps its books in ${currency}, not ${firm.currency}`);

  const refs = new Refs();
  await seedUsers(api, firm, refs);
  const preparer = firm.users.find(({ role }) => role === 'preparer');
  if (!preparer) throw new Error('Nobody in the firm approves time');
  const asPreparer = connectXmlRpc({ ...admin, login: preparer.login, password: preparer.password });

  await seedStaff(api, firm, refs);
  await seedAbsence(api, firm, refs);
  await seedCatalogue(api, firm, refs);
  await seedOrders(api, firm, refs);
  await seedProjects(api, firm, refs);
  // Before any time is entered: what is entered on them afterwards is the mess.
  await closeTasks(api, firm, refs);
  await seedMilestones(api, firm, refs);
  const before = firm.time.filter(({ day }) => day <= firm.billedThrough);
  const since = firm.time.filter(({ day }) => day > firm.billedThrough);
  await seedTime(api, asPreparer, before, refs);
  await seedBilled(api, firm, refs);
  await seedTime(api, asPreparer, since, refs);
  await seedExpenses(api, admin.login, firm, refs);
  return refs;
}
