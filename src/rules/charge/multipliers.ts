import type { Big } from 'big.js';
import { exact } from '../../money/decimal.ts';
import { dayWords, isoWeek, weekday } from '../days.ts';
import type { Used, Workday } from '../entry.ts';
import { once } from '../once.ts';
import { isMeant } from '../terms/in-force.ts';
import type { Section } from '../terms/schema.ts';
import { quantityText } from '../words.ts';
import type { Charge } from './charge.ts';
import { agreed, changed, latest, split } from './charge.ts';
import type { ChargeStep, Run } from './step.ts';
import { forEachCharge, Unclear } from './step.ts';

type Multiplier = Section<'multipliers'>[number];
interface Applied {
  factor: Big;
  words: string;
}

const id = 'terms.multipliers';
const WEEKEND = ['saturday', 'sunday'];

/** Overtime, weekends and holidays by the calendar; where several apply to the same hours, the highest counts, once. */
export const multipliers: ChargeStep = {
  id,
  section: 'multipliers',
  apply(charges, run) {
    const worked = hoursBefore(charges, run);
    return forEachCharge(charges, id, (charge) => {
      const rows = rowsOf(charge);
      if (rows.length === 0) return charge;
      const whole = rows.flatMap((row) => wholeDay(row, charge));
      const overtime = rows.filter(({ when }) => when === 'overtime');
      return pieces(charge, overtime, worked).map(([piece, beyond]) => highest(piece, [...whole, ...beyond]));
    });
  },
};

const rowsOf = (charge: Charge): Multiplier[] =>
  charge.entry.kind === 'time' ? (agreed(charge, 'multipliers')?.section ?? []) : [];

const agreementOf = ({ terms }: Charge): string | undefined => terms?.terms.agreement.id;

function highest(charge: Charge, applied: Applied[]): Charge {
  const [most] = applied.toSorted((a, b) => b.factor.cmp(a.factor));
  if (!most) return charge;
  const { unitPrice } = latest(charge);
  return changed(charge, id, most.words, { unitPrice: unitPrice.times(most.factor) });
}

function wholeDay(row: Multiplier, { entry }: Charge): Applied[] {
  const factor = exact(row.factor);
  if (row.when === 'weekend') {
    const days: readonly string[] = row.weekdays ?? WEEKEND;
    const day = weekday(entry.date);
    return days.includes(day) ? [{ factor, words: `${capital(day)} × ${factor.toFixed()}` }] : [];
  }
  if (row.when !== 'holiday') return [];
  if (row.dates?.includes(entry.date))
    return [{ factor, words: `holiday ${dayWords(entry.date)} × ${factor.toFixed()}` }];
  const { holiday, partHoliday } = workday(row, entry);
  if (holiday !== undefined) return [{ factor, words: `${holiday} × ${factor.toFixed()}` }];
  if (partHoliday === undefined) return [];
  throw new Unclear({
    code: 'terms.part-holiday',
    title: `A holiday for part of the day: ${partHoliday}, ${dayWords(entry.date)}`,
    detail: `${partHoliday} takes a part of ${dayWords(entry.date)}. Time is entered by the day, so which hours of ${nameOf(entry)} are on the holiday nobody can tell.`,
    nextStep: 'Let the public holiday last the whole day in Odoo, or name the day in the multiplier.',
  });
}

/**
 * The charge in pieces, each with the overtime that applies to it, cut where the hours of the day or week cross a limit. A
 * correction takes back the last of those hours.
 */
function pieces(charge: Charge, rows: Multiplier[], before: HoursBefore): [Charge, Applied[]][] {
  const { quantity } = charge.ruling;
  const back = quantity.lt(0) ? quantity : exact('0');
  const limits = rows
    .map((row) => ({ row, left: limitOf(row, charge).minus(before(charge, row.per ?? 'day').plus(back)) }))
    .toSorted((a, b) => a.left.cmp(b.left));
  const done: [Charge, Applied[]][] = [];
  const beyond: Applied[] = [];
  let rest: Charge | undefined = charge;
  let cut = exact('0');
  for (const { row, left } of limits) {
    const ahead = left.minus(cut);
    if (rest && ahead.gte(rest.ruling.quantity.abs())) break;
    if (rest && ahead.gt(0)) {
      const [first, second]: [Charge, Charge] = split(rest, ahead.times(quantity.s));
      done.push([first, [...beyond]]);
      rest = second;
      cut = left;
    }
    const factor = exact(row.factor);
    const after = quantityText(limitOf(row, charge), 'h');
    beyond.push({ factor, words: `overtime beyond ${after} a ${row.per ?? 'day'} × ${factor.toFixed()}` });
  }
  if (rest) done.push([rest, beyond]);
  return done;
}

function limitOf(row: Multiplier, { entry, terms }: Charge): Big {
  if (row.afterHours !== undefined) return exact(row.afterHours);
  if (row.per !== 'week') {
    const { hours, calendar } = workday(row, entry);
    if (hours !== undefined) return exact(hours);
    throw new Unclear({
      code: 'terms.calendar',
      title: `Overtime in flexible hours: ${nameOf(entry)}`,
      detail: `The terms have a multiplier for overtime, and ${calendar?.name ?? 'working without a calendar'} leaves open how many hours ${nameOf(entry)} has on ${dayWords(entry.date)}.`,
      nextStep: 'Say in the multiplier beyond how many hours, or name a working calendar there.',
    });
  }
  throw new Unclear({
    code: 'terms.overtime',
    title: `Overtime by week, beyond how many hours? ${terms?.terms.agreement.name}`,
    detail: `${terms?.terms.agreement.name} has a multiplier for overtime by week that does not say beyond how many hours.`,
    nextStep: 'Enter the hours of a week in the multiplier.',
  });
}

/** The day in the calendar the multiplier names, else in the person's own. */
function workday({ calendar, when }: Multiplier, entry: Charge['entry']): Workday {
  const { workday: own, namedWorkdays = [], date } = entry;
  const known = calendar ? [own, ...namedWorkdays].find((day) => isMeant(calendar, day?.calendar)) : own;
  if (known) return known;
  throw new Unclear({
    code: 'terms.calendar',
    title: `No working calendar for ${when}: ${nameOf(entry)}`,
    detail: `The terms have a multiplier for ${when}, and ${calendar?.name ?? 'the working calendar'} of ${nameOf(entry)} on ${dayWords(date)} can’t be read.`,
    nextStep: 'Give the employee a working calendar in Odoo, or name hours and days in the multiplier.',
  });
}

const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

const nameOf = ({ person }: Charge['entry']): string => person?.name ?? 'work without an employee';

/** Whether a multiplier can't be told from its terms alone, and asks a working calendar. */
export const asksCalendar = ({ when, afterHours, per }: Multiplier): boolean =>
  when === 'holiday' || (when === 'overtime' && afterHours === undefined && per !== 'week');

type HoursBefore = (charge: Charge, per: 'day' | 'week') => Big;

/** Hours of the same person under the same agreement that day or week before this entry, earlier invoices' hours first. */
function hoursBefore(charges: readonly Charge[], run: Run): HoursBefore {
  // An earlier version of the same agreement may say nothing of overtime; its hours of that week count all the same.
  const concerned = new Set(charges.filter((charge) => rowsOf(charge).length > 0).map(agreementOf));
  const own = new Map<string, Big>();
  const before = new Map<Charge, { day: Big; week: Big }>();
  for (const charge of charges) {
    const { entry, ruling } = charge;
    if (entry.kind !== 'time' || !concerned.has(agreementOf(charge))) continue;
    const keys = spans(agreementOf(charge), entry);
    const [day, week] = keys.map((key) => own.get(key) ?? earlierHours(run.used).get(key) ?? exact('0')) as [Big, Big];
    before.set(charge, { day, week });
    own.set(keys[0], day.plus(ruling.quantity));
    own.set(keys[1], week.plus(ruling.quantity));
  }
  return (charge, per) => before.get(charge)?.[per] ?? exact('0');
}

/** Hours that earlier invoices hold, by agreement, person and day or week. */
const earlierHours = once((used: Run['used']): ReadonlyMap<string, Big> => {
  const tally = new Map<string, Big>();
  for (const row of used.filter(({ kind }) => kind === 'time'))
    for (const key of spans(row.agreement, row)) tally.set(key, (tally.get(key) ?? exact('0')).plus(row.worked));
  return tally;
});

const spans = (agreement: string | undefined, { person, date }: Pick<Used, 'person' | 'date'>): [string, string] => [
  `${agreement} ${person?.id} ${date}`,
  `${agreement} ${person?.id} ${isoWeek(date)}`,
];
