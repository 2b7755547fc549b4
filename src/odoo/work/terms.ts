import { z } from 'zod/v4';
import type { AgreementsInUse, WorkScope } from '../../billing/ports.ts';
import { countsEarlier } from '../../rules/charge/counting.ts';
import type { Drawn, Ref, RetainerLine, Used, Work } from '../../rules/entry.ts';
import { mayConcern } from '../../rules/terms/in-force.ts';
import type { Agreement } from '../../rules/terms/schema.ts';
import type { OdooApi } from '../api.ts';
import { decimal, id, many2oneNamed, many2oneOrNone, textOrEmpty } from '../rows.ts';
import { readAgreements } from '../terms/read.ts';
import { readBelow } from './below.ts';
import { attachFees } from './fees.ts';
import { attachMilestones } from './named-milestones.ts';
import type { PartlyBilled } from './facts.ts';
import { attachPendingExpenses } from './pending-expenses.ts';
import { readPeople } from './people.ts';
import { byId, present, readByIds } from './read.ts';
import { readDrawn, readRetainerLines } from './retainers.ts';
import { readUsed } from './used.ts';
import { attachWorkdays } from './workdays.ts';

/** The billing agreements, and what live invoices already hold under them. */
export interface TermsInUse extends AgreementsInUse {
  used: Used[];
  partlyBilled: PartlyBilled;
  drawn: Drawn[];
  retainerLines: RetainerLine[];
  /** Days are read for a replay under terms nobody has read yet. */
  replay: boolean;
}

/**
 * Undefined where there are no agreements: one call. For a replay, what is held under agreements that count nothing today
 * is read as well: under other terms it may count.
 */
export async function readTermsInUse(
  api: OdooApi,
  { companyIds, replay = false, terms }: Pick<WorkScope, 'companyIds' | 'replay' | 'terms'>,
): Promise<TermsInUse | undefined> {
  const found = terms ?? (await readAgreements(api, companyIds));
  const { agreements, unreadable } = found;
  if (!terms && !agreements.length && !unreadable.length && !replay) return undefined;
  const counting = agreements.filter((agreement) => replay || countsEarlier(agreement, agreements));
  const [used, drawn, retainerLines] = await Promise.all([
    readBelow(api, agreements, replay).then((below) => readUsed(api, counting, below)),
    readDrawn(api, agreements),
    readRetainerLines(api, agreements),
  ]);
  return { ...found, ...used, drawn, retainerLines, replay };
}

const partner = z.object({ id, commercial_partner_id: many2oneNamed });
const company = z.object({ id, resource_calendar_id: many2oneOrNone });
const calendar = z.object({ id, name: textOrEmpty, hours_per_day: decimal });

/** Gives each work the agreements that may speak of it, with their masters, and what is used under them. */
export async function attachTerms(api: OdooApi, works: Work[], terms: TermsInUse): Promise<void> {
  const orders = works.flatMap(({ order }) => order ?? []);
  const ids = (refs: Ref[]) => refs.map((ref) => ref.id);
  const archived = { archived: true };
  const entries = works.flatMap((work) => work.entries);
  const [partners, companies, people] = await Promise.all([
    readByIds(api, 'res.partner', 'id', ids(orders.map(({ customer }) => customer)), partner, {
      ...archived,
      names: true,
    }),
    readByIds(api, 'res.company', 'id', ids(orders.map((order) => order.company)), company),
    readPeople(api, ids(entries.flatMap(({ person }) => person ?? []))),
  ]);
  const calendarIds = present(companies.map((row) => row.resource_calendar_id));
  const calendars = byId(await readByIds(api, 'resource.calendar', 'id', calendarIds, calendar, archived));
  const [commercial, calendarOf] = [byId(partners), byId(companies)];
  for (const entry of entries) {
    const job = people.get(entry.person?.id ?? 0)?.job_id;
    if (job) entry.role = job.name;
  }
  for (const work of works) {
    const { order } = work;
    if (!order) continue;
    const parent = commercial.get(order.customer.id)?.commercial_partner_id;
    if (parent && parent.id !== order.customer.id) order.commercialCustomer = parent;
    const hours = calendars.get(calendarOf.get(order.company.id)?.resource_calendar_id ?? 0)?.hours_per_day;
    if (hours && hours !== '0') order.hoursPerDay = hours;
    attach(work, terms);
  }
  await attachFees(api, works);
  await attachMilestones(api, works);
  await attachPendingExpenses(api, works);
  await attachWorkdays(api, works, terms.replay);
}

/** What was withheld is released by the agreement it was withheld under, whatever it is about today. */
const isHeldUnder = ({ id: key }: Agreement, { order }: Work): boolean =>
  order?.lines.some(({ holdback }) => holdback?.agreement === key) ?? false;

function attach(work: Work, { agreements, unreadable, used, drawn, retainerLines }: TermsInUse): void {
  const own = agreements.filter((each) => mayConcern(each, work.order) || isHeldUnder(each, work));
  const broken = unreadable.filter((each) => mayConcern(each, work.order));
  if (own.length) {
    const masters = agreements.filter((each) => own.some(({ under }) => under === each.id));
    work.agreements = [...new Set<Agreement>([...own, ...masters])];
    const ids = new Set(work.agreements.map((agreement) => agreement.id));
    const isOwn = ({ agreement, master }: Pick<Used, 'agreement' | 'master'>): boolean =>
      ids.has(agreement) || ids.has(master?.agreement ?? '');
    const told = { used: used.filter(isOwn), drawn: drawn.filter(isOwn), retainerLines: retainerLines.filter(isOwn) };
    for (const [name, rows] of Object.entries(told)) if (rows.length) Object.assign(work, { [name]: rows });
  }
  if (broken.length) work.unreadable = broken;
}
