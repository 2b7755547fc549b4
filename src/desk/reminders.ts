import { randomUUID } from 'node:crypto';
import { missingTimesheets } from '../billing/watch/missing-timesheets.ts';
import { runWatch } from '../billing/watch/run.ts';
import type { BillingOdoo } from '../billing/ports.ts';
import {
  type Gap,
  gapOf,
  type GapOutcome,
  type Reminded,
  type Reminding,
  type Telling,
  whoIsTold,
} from '../billing/watch/remind.ts';
import { exact } from '../money/decimal.ts';
import { addDays, isoWeek, weekOf } from '../rules/days.ts';
import type { Day, Decimal } from '../rules/entry.ts';
import { given } from '../rules/given.ts';
import { groupBy } from '../rules/group.ts';
import { missingTimesheetKey } from '../rules/watch/missing-timesheets.ts';
import type { Context } from './context.ts';
import type { Sql } from './database.ts';
import { DeskError } from './errors.ts';
import type { Send } from './queue.ts';
import { dropGaps, dueGaps, handOver, keepOutcomes, type KeptGap, newlyTold, toldOf } from './store/gaps.ts';
import { insertNotice } from './store/notices.ts';
import { reminderView } from './view/reminder.ts';
import { name } from './view/text.ts';

export interface RemindOptions {
  /** Whose weeks; all that fall short between `from` and `to` where left out. */
  gaps?: { employeeId: number; week: string }[];
  /** Last week where left out. */
  from?: Day;
  to?: Day;
  /** Hours a week may fall short. */
  toleranceHours: Decimal;
  managerAfterDays: number;
  /** Says who would be told; nobody is, and nothing is kept. */
  dryRun: boolean;
}

/** Of longer ago nobody is reminded. */
const WEEKS_BACK = 26;
const DAY_MS = 86_400_000;
const FURTHEST_EAST_MS = 14 * 3_600_000;

/** Odoo as whoever watches. @throws DeskError where the desk has no such login */
export function watcherOf({ watching }: Pick<Context, 'watching'>): BillingOdoo {
  if (watching) return watching.odoo;
  const mend =
    'Run setup, which makes the watching robot and keeps ODOO_WATCH_LOGIN and ODOO_WATCH_PASSWORD; then start the desk again.';
  throw new DeskError(503, 'The desk has no login that may read timesheets.', mend);
}

/** Hands weeks over and tells whoever is to be told now; whoever is to be told later is, by the desk's clock. */
export async function remind(context: Context, options: RemindOptions): Promise<Reminded[]> {
  const { sql, now, channels } = context;
  const odoo = watcherOf(context);
  if (channels.length === 0) {
    const mend = "Configure Slack (SLACK_…), Teams (TEAMS_…) or mail (SMTP_URL, MAIL_FROM) in the desk's environment.";
    throw new DeskError(503, 'The desk has no way to reach anybody.', mend);
  }
  const gaps = await gapsOf(odoo, options, now());
  if (!options.dryRun) await handOver(sql, gaps, now());
  const looked = await look(context, odoo, gaps);
  if (!options.dryRun) await keep(context, odoo, looked);
  looked.failed.forEach(raise);
  const { outcomes } = looked.reminding;
  return gaps.map(({ caseKey, employeeId, week }) => {
    const found = outcomes.find(({ gap }) => gap.found.caseKey === caseKey);
    return {
      employeeId,
      employee: name(found?.gap.found.employee.name ?? ''),
      week,
      missing: found?.gap.found.missing ?? '0',
      status: found?.status ?? 'entered',
      ...given({ until: found?.until, why: found?.why }),
    };
  });
}

/** What the clock brings: whoever's time has come is told. Whether anything was looked at. */
export async function lookAtGaps(context: Context): Promise<boolean> {
  const gaps = await dueGaps(context.sql, context.now());
  if (gaps.length === 0 || !context.watching) return false;
  const looked = await look(context, context.watching.odoo, gaps);
  await keep(context, context.watching.odoo, looked);
  looked.failed.forEach(raise);
  return true;
}

const raise = (error: unknown): never => {
  throw error;
};

async function gapsOf(odoo: BillingOdoo, options: RemindOptions, now: Date): Promise<KeptGap[]> {
  const { gaps, from, to, toleranceHours, managerAfterDays } = options;
  const limits = { tolerance: toleranceHours, managerAfterDays };
  const kept = (employeeId: number, week: string): KeptGap => ({
    ...{ caseKey: missingTimesheetKey(employeeId, week), employeeId, week },
    ...limits,
  });
  if (gaps) {
    const all = gaps.map(({ employeeId, week }) => kept(employeeId, week));
    return [...new Map(all.map((gap) => [gap.caseKey, gap])).values()];
  }
  const today = dayOn(now);
  const lastWeek = addDays(today, -7);
  const first = [from ?? lastWeek, oldestDay(today)].toSorted()[1] as Day;
  const last = [to ?? lastWeek, today].toSorted()[0] as Day;
  if (isoWeek(first) > isoWeek(last)) return [];
  const asked = { toleranceHours, from: first, to: last };
  const { findings } = await runWatch(odoo, missingTimesheets, asked, { today, keepCases: false });
  return findings.map(({ employee, week }) => kept(employee.id, week));
}

const dayOn = (now: Date): Day => now.toISOString().slice(0, 10);
const oldestDay = (today: Day): Day => weekOf(addDays(today, -7 * WEEKS_BACK)).monday;

interface Looked {
  reminding: Reminding;
  /** Of which nothing is missing any more, that are too long ago or still to come. */
  over: string[];
  /** Why weeks could not be read: they are neither, and looked at again. */
  failed: unknown[];
}

/** As many calls as there are weeks, however many people. A week that can't be read stops no other. */
async function look({ sql, now }: Context, odoo: BillingOdoo, gaps: readonly KeptGap[]): Promise<Looked> {
  // Where a day is over first: whoever is further west waits for the end of theirs.
  const today = dayOn(new Date(now().getTime() + FURTHEST_EAST_MS));
  const [oldest, newest] = [isoWeek(oldestDay(today)), isoWeek(today)];
  const found: Gap[] = [];
  const failed: unknown[] = [];
  const unread = new Set<string>();
  for (const [week, own] of groupBy([...gaps], (gap) => gap.week)) {
    if (week < oldest || week > newest) continue;
    const { monday, sunday } = weekOf(dayIn(week));
    const facts = await odoo.attendance(monday, sunday).catch((error: unknown) => {
      failed.push(error);
      unread.add(week);
    });
    if (!facts) continue;
    for (const [toleranceHours, same] of groupBy(own, ({ tolerance }) => tolerance)) {
      const all = missingTimesheets.find(facts, { toleranceHours }, today).findings;
      for (const { caseKey, managerAfterDays } of same) {
        const finding = all.find((one) => one.caseKey === caseKey);
        if (finding && exact(finding.missing).gt(0)) found.push({ found: finding, managerAfterDays });
      }
    }
  }
  const staff = await odoo.staff([...new Set(found.map((gap) => gap.found.employee.id))]);
  const told = await toldOf(
    sql,
    found.map((gap) => gap.found.caseKey),
  );
  const isFound = new Set(found.map((gap) => gap.found.caseKey));
  const over = gaps.filter(({ caseKey, week }) => !unread.has(week) && !isFound.has(caseKey));
  return {
    reminding: whoIsTold(found, staff, told, now().toISOString()),
    over: over.map(({ caseKey }) => caseKey),
    failed,
  };
}

/** Monday of an ISO week. */
function dayIn(week: string): Day {
  const [year = '', number = ''] = week.split('-W');
  return addDays(weekOf(`${year}-01-04`).monday, 7 * (Number(number) - 1));
}

/** Notes who is told and has it sent, in one transaction: however many desks look, one of them tells. */
async function keep({ outbox, now }: Context, { screens }: BillingOdoo, { reminding, over }: Looked): Promise<void> {
  const at = now();
  await outbox(async (tx, send) => {
    // In the same order on every desk: two that write the same rows wait for one another.
    const tellings = reminding.tellings.toSorted(
      (a, b) => a.to.localeCompare(b.to) || a.who.employee.id - b.who.employee.id,
    );
    for (const telling of tellings) await tell([tx, send], telling, screens, at);
    const tomorrow = new Date(at.getTime() + DAY_MS);
    await keepOutcomes(
      tx,
      reminding.outcomes.map((outcome) => ({ outcome, lookAt: lookAt(outcome, at, tomorrow) })),
    );
    await dropGaps(tx, over);
  });
}

/** Who was just told is looked at again at once: when their manager is, is known then. */
const lookAt = ({ status, until }: GapOutcome, now: Date, tomorrow: Date): Date =>
  until ? new Date(until) : status === 'reminded' ? now : tomorrow;

async function tell(
  [tx, send]: [Sql, Send],
  telling: Telling,
  screens: BillingOdoo['screens'],
  at: Date,
): Promise<void> {
  const id = randomUUID();
  const asked = telling.gaps.map((gap) => ({ gap, text: gapOf(gap) }));
  const gaps = await newlyTold(tx, telling.to, asked, id, at);
  if (gaps.length === 0) return;
  const { employee, email, calendar, leaves } = telling.who;
  const person = { name: name(employee.name), email, calendar, leaves };
  await insertNotice(tx, { id, goesTo: { person }, says: reminderView({ ...telling, gaps }, screens) }, at);
  await send('notice', { noticeId: id });
}
