import type { Env } from './env.ts';
import type { Firm } from './firm.ts';
import { loadCompany, loadUsers, type Account } from './load/company.ts';
import { loadSales } from './load/sales.ts';
import { loadStaff } from './load/staff.ts';
import { loadBilled, loadExpenses, loadProjects, loadTime } from './load/work.ts';
import { Refs } from './refs.ts';

/** Fills the store with a firm: what months of ordinary work would have left in Odoo. */
export function loadFirm(env: Env, firm: Firm): { refs: Refs; accounts: Map<number, Account> } {
  const refs = new Refs();
  const company = loadCompany(env, firm);
  const accounts = loadUsers(env, firm, company, refs);
  const loader = { ...env, uid: refs.id('user', 'Administrator') };
  loadStaff(loader, firm, company, refs);
  loadSales(loader, firm, company, refs);
  loadProjects(loader, firm, company, refs);
  const before = firm.time.filter(({ day }) => day <= firm.billedThrough);
  const since = firm.time.filter(({ day }) => day > firm.billedThrough);
  loadTime(loader, { ...firm, time: before }, refs);
  loadBilled(loader, firm, refs);
  loadTime(loader, { ...firm, time: since }, refs);
  loadExpenses(loader, firm, company, refs);
  return { refs, accounts };
}
