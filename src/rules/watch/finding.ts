import type { Day, Decimal, Ref } from '../entry.ts';
import { given } from '../given.ts';
import type { CaseDraft } from '../verdict.ts';

/** What every watch says of what it found. */
export interface Finding {
  /** What is the matter, in a line. It names days, not ages: what only grew older is not news. */
  what: string;
  /** The first day of it. */
  since: Day;
  /** Value at stake, exact, in `currency`; 0 where it can't be told. */
  amount: Decimal;
  currency?: string;
  /** Whose next step it is, by name, and their user in Odoo. Absent where it is nobody's in particular. */
  whose?: string;
  ownerId?: number;
  nextStep: string;
  /** The case it belongs to. */
  caseKey: string;
}

/** Their next step, where somebody is named. */
export const ownedBy = (person: Ref | undefined): Pick<Finding, 'whose' | 'ownerId'> =>
  given({ whose: person?.name, ownerId: person?.id });

export interface Found<Each extends Finding = Finding> {
  findings: Each[];
  cases: CaseDraft[];
  /** Keys of the cases it could have found; absent where it looked at everything. */
  lookedAt?: string[];
}
