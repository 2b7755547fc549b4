import { nextAtWork, startOf, workdayAfter } from '../../approvals/time/calendar.ts';
import { addDays, weekOf } from '../../rules/days.ts';
import type { Day, Decimal, Ref } from '../../rules/entry.ts';
import { groupBy } from '../../rules/group.ts';
import type { MissingTimesheet } from '../../rules/watch/missing-timesheets.ts';
import type { Staff } from '../ports.ts';

/** Somebody's week that falls short, as it is found at this moment. */
export interface Gap {
  found: Pick<MissingTimesheet, 'employee' | 'week' | 'missing' | 'days' | 'caseKey'>;
  /** Working days of the person's, after they were told, on which their manager is. */
  managerAfterDays: number;
}

/** What was said of a gap before, and to whom. Said once, it is not said again. */
export interface Told {
  caseKey: string;
  to: 'person' | 'manager';
  /** Which days and hours were missing, as `gapOf` writes it. */
  gap: string;
  /** ISO instant. */
  at: string;
}

/** Who is told now, of whose weeks. */
export interface Telling {
  to: 'person' | 'manager';
  who: Staff & { email: string };
  gaps: Gap[];
}

/** `reminded`, `manager-told`: by this run. `waits`: somebody is told at `until`. `unreachable`: nobody can be. */
export type GapStatus = 'reminded' | 'manager-told' | 'waits' | 'unreachable';

export interface GapOutcome {
  gap: Gap;
  status: GapStatus;
  /** ISO instant. */
  until?: string;
  /** Who can't be told, and why. */
  why?: string;
}

/** What became of one week that was asked about. `entered`: nothing is missing any more. */
export interface Reminded {
  employeeId: number;
  employee: string;
  week: string;
  missing: Decimal;
  status: GapOutcome['status'] | 'entered';
  until?: string;
  why?: string;
}

export interface Reminding {
  tellings: Telling[];
  outcomes: GapOutcome[];
}

/** Which days and hours are missing: another text is another gap. */
export const gapOf = ({ found }: Pick<Gap, 'found'>): string =>
  found.days.map(({ day, entered, expected }) => `${day} ${entered}/${expected}`).join('; ');

/**
 * Who is told of what now, who later, and of whom nobody can be told. A person is told of a gap once, when the week is over
 * where they are, within their own working hours; their manager once, when the gap is still there so many of the person's working days later, within the
 * manager's hours. A gap that changed is told again, the manager again only after as many days. What is told to one person
 * now is one message.
 *
 * @param now ISO instant
 */
export function whoIsTold(
  gaps: readonly Gap[],
  staff: readonly Staff[],
  told: readonly Told[],
  now: string,
): Reminding {
  const each = gaps.map((gap) => decide(gap, staff, told, now));
  const tellings = (['person', 'manager'] as const).flatMap((to) => {
    const own = each.filter((one): one is Decided & { tell: Tell } => one.tell?.to === to);
    return [...groupBy(own, ({ tell }) => tell.who.employee.id).values()].map((same) => ({
      to,
      who: (same[0] as (typeof same)[number]).tell.who,
      gaps: same.map(({ outcome }) => outcome.gap),
    }));
  });
  return { tellings, outcomes: each.map(({ outcome }) => outcome) };
}

type Tell = Pick<Telling, 'to' | 'who'>;
interface Decided {
  outcome: GapOutcome;
  tell?: Tell;
}

function decide(gap: Gap, staff: readonly Staff[], told: readonly Told[], now: string): Decided {
  const { found, managerAfterDays } = gap;
  const person = staff.find(({ employee }) => employee.id === found.employee.id);
  const said = (to: Told['to']) => told.filter((one) => one.caseKey === found.caseKey && one.to === to);
  const unreachable = (why: string): Decided => ({ outcome: { gap, status: 'unreachable', why } });
  if (!reachable(person)) return unreachable(whyNot(found.employee, person));

  const reminders = said('person');
  if (!reminders.some((one) => one.gap === gapOf(gap))) {
    const at = nextAtWork(person.calendar, person.leaves, later(endOf(found, person), now));
    if (at === undefined) return unreachable(`${person.employee.name} has no working hours.`);
    return when(gap, { to: 'person', who: person }, at, now);
  }

  const escalations = said('manager');
  if (escalations.some((one) => one.gap === gapOf(gap))) return { outcome: { gap, status: 'waits' } };
  // Of the first reminder, or who enters a little each day would never be late.
  const since = last(escalations) ?? first(reminders) ?? now;
  const day = workdayAfter(person.calendar, person.leaves, since, managerAfterDays);
  if (day === undefined) return unreachable(`${person.employee.name} has no working hours.`);
  const manager = staff.find(({ employee }) => employee.id === person.managerId);
  const due = startOf(day, (manager ?? person).calendar);
  if (!reachable(manager)) {
    if (Date.parse(due) > Date.parse(now)) return { outcome: { gap, status: 'waits', until: due } };
    const why = manager ? whyNot(manager.employee, manager) : 'There is no manager in Odoo.';
    return unreachable(`${person.employee.name} was reminded, and nobody else can be told. ${why}`);
  }
  const at = nextAtWork(manager.calendar, manager.leaves, later(due, now));
  if (at === undefined) return unreachable(`${manager.employee.name} has no working hours.`);
  return when(gap, { to: 'manager', who: manager }, at, now);
}

/** The instant the week is over where the person is: until then each day would make another gap of it. */
const endOf = ({ days }: Gap['found'], { calendar }: Staff): string =>
  startOf(addDays(weekOf((days[0] as { day: Day }).day).sunday, 1), calendar);

const when = (gap: Gap, tell: Tell, at: string, now: string): Decided =>
  Date.parse(at) > Date.parse(now)
    ? { outcome: { gap, status: 'waits', until: at } }
    : { outcome: { gap, status: tell.to === 'person' ? 'reminded' : 'manager-told' }, tell };

const reachable = (one: Staff | undefined): one is Staff & { email: string } =>
  one !== undefined && one.isHere && one.email !== undefined;

const whyNot = ({ name }: Ref, one: Staff | undefined): string =>
  one?.isHere ? `${name} has no e-mail address in Odoo.` : `${name} is archived in Odoo.`;

const later = (a: string, b: string): string => (Date.parse(a) > Date.parse(b) ? a : b);
const inOrder = (told: readonly Told[]): string[] =>
  told.map(({ at }) => at).toSorted((a, b) => Date.parse(a) - Date.parse(b));
const first = (told: readonly Told[]): string | undefined => inOrder(told)[0];
const last = (told: readonly Told[]): string | undefined => inOrder(told).at(-1);
