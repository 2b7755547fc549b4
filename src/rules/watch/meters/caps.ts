import { exact, sum, text } from '../../../money/decimal.ts';
import { countedUnder } from '../../charge/counted-under.ts';
import type { Run } from '../../charge/step.ts';
import { calendarPeriod, lastDayOf } from '../../days.ts';
import type { Day, Entry, Used } from '../../entry.ts';
import { given } from '../../given.ts';
import { isMeant } from '../../terms/in-force.ts';
import type { Agreement, Section } from '../../terms/schema.ts';
import { holdsOn } from '../../terms/values.ts';
import { versionsOn } from '../../terms/versions.ts';
import type { JudgedPart } from '../open-work.ts';
import type { Meter } from './meter.ts';
import { hoursOf, isOpen, isUnder, moneyOf, orderUnder, use } from './uses.ts';

type Cap = Section<'caps'>[number];
type Worked = Pick<Used, 'kind' | 'date' | 'person' | 'role' | 'phase'>;

/** Caps in force today: what live invoices hold counts, and work on no invoice yet at what the rules would bill for it. */
export function capMeters(agreements: ReadonlyMap<string, Agreement>, parts: readonly JudgedPart[], run: Run): Meter[] {
  return [...agreements.values()].flatMap((agreement) => {
    const [version] = versionsOn(agreement.versions, run.today);
    if (!version?.caps) return [];
    const used = countedUnder('caps', { agreement }, run);
    const open = parts.filter((each) => isOpen(each) && isUnder(each, agreement.id, 'caps', agreements));
    const order = orderUnder(agreement.id, parts);
    return version.caps.map((cap) => ({
      ...meterOf(cap, agreement, used, open, run.today),
      ...given({ order, customer: order?.customer }),
    }));
  });
}

function meterOf(cap: Cap, agreement: Agreement, used: Used[], open: JudgedPart[], today: Day): Meter {
  const counts = (worked: Worked): boolean => isCounted(cap, worked, agreement, today);
  const inMoney = cap.amount !== undefined;
  const uses = [
    ...used.filter(counts).map((row) => use(row.date, inMoney ? (row.invoiced ?? row.value) : row.billed)),
    ...open
      .filter(({ entry }) => counts(entry))
      .map((each) => use(each.part.date, inMoney ? moneyOf(each) : hoursOf(each))),
  ];
  const limit = cap.amount ?? cap.hours ?? '0';
  const period = cap.period && calendarPeriod(today, cap.period);
  return {
    kind: 'cap',
    key: `agreement ${agreement.id} cap ${cap.name}${period ? ` ${period}` : ''}`,
    name: `Cap “${cap.name}” of ${agreement.name}${period ? `, ${period}` : ''}`,
    agreement: agreement.id,
    ...given({ until: cap.period && lastDayOf(today, cap.period) }),
    limit,
    left: text(exact(limit).minus(sum(uses.map(({ amount }) => amount)))),
    unit: inMoney ? agreement.currency : 'h',
    uses,
  };
}

function isCounted(cap: Cap, worked: Worked, agreement: Agreement, today: Day): boolean {
  const { of = ['time'] } = cap;
  if (!(of as Entry['kind'][]).includes(worked.kind)) return false;
  if (cap.scope === 'phase') return cap.phase !== undefined && isMeant(cap.phase, worked.phase);
  if (cap.scope === 'role') return roleOf(worked, agreement) === cap.role;
  return !cap.period || calendarPeriod(worked.date, cap.period) === calendarPeriod(today, cap.period);
}

function roleOf({ date, person, role }: Worked, { versions }: Agreement): string | undefined {
  const rows = versionsOn(versions, date)[0]?.roles ?? [];
  return rows.find((row) => isMeant(row.person, person) && holdsOn(row, date))?.role ?? role;
}
