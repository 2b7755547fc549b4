import type { Big } from 'big.js';
import { exact, sum, text } from '../../money/decimal.ts';
import { isoWeek } from '../days.ts';
import type { Day, Decimal } from '../entry.ts';
import { given } from '../given.ts';
import { groupBy } from '../group.ts';
import type { CaseDraft } from '../verdict.ts';
import { quantityText } from '../words.ts';
import type { Attendance } from './attendance.ts';
import { caseOf } from './case-of.ts';
import type { Finding, Found } from './finding.ts';

type Expected = Attendance['days'][number];

/** Hours a person should have entered in a week and didn't. */
export interface MissingTimesheet extends Finding, Omit<Attendance, 'days'> {
  /** ISO week, `2026-W07`. */
  week: string;
  /** Hours, leave and public holidays already out of `expected`; days up to yesterday only. */
  expected: Decimal;
  entered: Decimal;
  missing: Decimal;
  /** The days that fall short. */
  days: { day: Day; expected: Decimal; entered: Decimal }[];
}

/** A week is short where more than `toleranceHours` are missing in all; long days make up for short ones. */
export interface MissingTimesheetOptions {
  toleranceHours: Decimal;
}

/** One finding and one case per person and ISO week. Today and later days never count: there is still time. */
export function missingTimesheets(
  attendance: Attendance[],
  { toleranceHours }: MissingTimesheetOptions,
  today: Day,
): Found<MissingTimesheet> {
  const findings = attendance.flatMap(({ days, ...person }) => {
    const past = days.filter(({ day }) => day < today).toSorted((a, b) => a.day.localeCompare(b.day));
    return [...groupBy(past, ({ day }) => isoWeek(day))].flatMap(([week, own]) => {
      const expected = sum(own.map((day) => day.expected));
      const entered = sum(own.map((day) => day.entered));
      const short = expected.minus(entered);
      return short.gt(exact(toleranceHours)) ? [finding(person, week, own, expected, entered)] : [];
    });
  });
  return { findings, cases: findings.map((found) => missingCase(found, today)) };
}

/** The case of a person's week, whether or not it is open. */
export function missingTimesheetKey(employeeId: number, week: string): string {
  return `timesheet.missing:hr.employee,${employeeId}:${week}`;
}

function finding(
  person: Omit<Attendance, 'days'>,
  week: string,
  days: Expected[],
  expected: Big,
  entered: Big,
): MissingTimesheet {
  const { employee, userId, manager, managerUserId } = person;
  const short = days.filter((day) => exact(day.entered).lt(exact(day.expected)));
  const missing = text(expected.minus(entered));
  return {
    ...person,
    what: `${employee.name} is ${quantityText(missing, 'h')} short in ${week}`,
    since: (short[0] as Expected).day,
    amount: '0',
    ...given({ whose: userId ? employee.name : manager?.name, ownerId: userId ?? managerUserId }),
    nextStep: `${employee.name} enters the time, or the leave it was${manager ? `; after that ${manager.name} is asked` : ''}.`,
    week,
    expected: text(expected),
    entered: text(entered),
    missing,
    days: short.map((day) => ({ day: day.day, expected: day.expected, entered: day.entered })),
    caseKey: missingTimesheetKey(employee.id, week),
  };
}

function missingCase(found: MissingTimesheet, today: Day): CaseDraft {
  const { employee, company, expected, entered, days } = found;
  const hours = (decimal: Decimal): string => quantityText(exact(decimal), 'h');
  const list = days.map((day) => `${day.day}: ${hours(day.entered)} of ${hours(day.expected)}`).join('; ');
  const detail = `${hours(entered)} entered of ${hours(expected)} expected, leave and holidays taken out. ${list}.`;
  const record = `hr.employee,${employee.id}`;
  const about = { code: 'timesheet.missing', severity: 'medium', detail, record, companyId: company.id } as const;
  return caseOf(found, about, today);
}
