import type { Day, Decimal, Ref } from '../entry.ts';

/** A person's expected and entered hours per day, leave and public holidays already taken out of `expected`. */
export interface Attendance {
  employee: Ref;
  userId?: number;
  email?: string;
  manager?: Ref;
  managerUserId?: number;
  company: Ref;
  days: { day: Day; expected: Decimal; entered: Decimal; leave: Decimal }[];
}
