import type { Big } from 'big.js';
import { exact, sum, text } from '../../money/decimal.ts';
import { openCase } from '../case.ts';
import { isoWeek } from '../days.ts';
import type { Day, Decimal } from '../entry.ts';
import { given } from '../given.ts';
import { groupBy } from '../group.ts';
import type { CaseDraft } from '../verdict.ts';
import { quantityText } from '../words.ts';
import type { Attendance } from './attendance.ts';

type Expected = Attendance['days'][number];

/** Hours a person should have entered in a week and didn't. */
export interface MissingTimesheet extends Omit<Attendance, 'days'> {
  /** ISO week, `2026-W07`. */
  week: string;
  /** Hours, leave and public holidays already out of `expected`; days up to yesterday only. */
  expected: Decimal;
  entered: Decimal;
  missing: Decimal;
  /** The days that fall short. */
  days: { day: Day; expected: Decimal; entered: Decimal }[];
  caseKey: string;
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
): { findings: MissingTimesheet[]; cases: CaseDraft[] } {
  const findings = attendance.flatMap(({ days, ...person }) => {
    const past = days.filter(({ day }) => day < today).toSorted((a, b) => a.day.localeCompare(b.day));
    return [...groupBy(past, ({ day }) => isoWeek(day))].flatMap(([week, own]) => {
      const expected = sum(own.map((day) => day.expected));
      const entered = sum(own.map((day) => day.entered));
      const short = expected.minus(entered);
      return short.gt(exact(toleranceHours)) ? [finding(person, week, own, expected, entered)] : [];
    });
  });
  return { findings, cases: findings.map((found) => caseOf(found, today)) };
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
  return {
    ...person,
    week,
    expected: text(expected),
    entered: text(entered),
    missing: text(expected.minus(entered)),
    days: days
      .filter((day) => exact(day.entered).lt(exact(day.expected)))
      .map((day) => ({ day: day.day, expected: day.expected, entered: day.entered })),
    caseKey: missingTimesheetKey(person.employee.id, week),
  };
}

function caseOf(found: MissingTimesheet, today: Day): CaseDraft {
  const { employee, manager, week, expected, entered, missing, days, caseKey } = found;
  const hours = (decimal: Decimal): string => quantityText(exact(decimal), 'h');
  const list = days.map((day) => `${day.day}: ${hours(day.entered)} of ${hours(day.expected)}`).join('; ');
  const draft = openCase(
    {
      kind: 'policy',
      code: 'timesheet.missing',
      severity: 'medium',
      title: `${employee.name} is ${hours(missing)} short in ${week}`,
      detail: `${hours(entered)} entered of ${hours(expected)} expected, leave and holidays taken out. ${list}.`,
      nextStep: `${employee.name} enters the time, or the leave it was${manager ? `; after that ${manager.name} is asked` : ''}.`,
    },
    { record: `hr.employee,${employee.id}`, today },
  );
  return { ...draft, key: caseKey, ...given({ ownerId: found.userId ?? found.managerUserId }) };
}
