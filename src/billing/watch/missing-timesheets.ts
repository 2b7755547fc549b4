import { isoWeek, weekOf } from '../../rules/days.ts';
import type { Day, Decimal } from '../../rules/entry.ts';
import { given } from '../../rules/given.ts';
import { missingTimesheetKey, missingTimesheets } from '../../rules/watch/missing-timesheets.ts';
import type { MissingTimesheet } from '../../rules/watch/missing-timesheets.ts';
import type { BillingOdoo } from '../ports.ts';
import { keepCases } from './keep-cases.ts';
import type { CaseStatus } from './keep-cases.ts';

export interface MissingTimesheetWatch {
  /** Days to look at, both included. Their ISO weeks are looked at whole, up to the day before `today`. */
  from: Day;
  to: Day;
  today: Day;
  /** Hours a week may fall short; none where left out. */
  toleranceHours?: Decimal;
  companyIds?: number[];
  /** Open cases in Odoo for what is found, close those that are solved. */
  keepCases: boolean;
}

/** Who hasn't entered their time, per person and week; with the fate of the case where cases are kept. */
export async function watchMissingTimesheets(
  odoo: BillingOdoo,
  { from, to, today, toleranceHours = '0', companyIds, keepCases: keep }: MissingTimesheetWatch,
): Promise<(MissingTimesheet & { caseStatus?: CaseStatus })[]> {
  const attendance = await odoo.attendance(weekOf(from).monday, weekOf(to).sunday, companyIds);
  const { findings, cases } = missingTimesheets(attendance, { toleranceHours }, today);
  if (!keep) return findings;
  const weeks = attendance.flatMap(({ employee, days }) =>
    days.map(({ day }) => missingTimesheetKey(employee.id, isoWeek(day))),
  );
  const fate = await keepCases(odoo, 'timesheet.missing', cases, [...new Set(weeks)]);
  return findings.map((found) => ({ ...found, ...given({ caseStatus: fate.get(found.caseKey) }) }));
}
