import type { Day } from '../../../src/rules/entry.ts';
import type { World } from '../support/world.ts';

/** A firm on the real Odoo, on a day ten days from now, so that what is made now has lain for a while. */
export interface Firm {
  world: World;
  today: Day;
  ago(days: number): Day;
  products: { hours: number; prepaidHours: number; prepaidDays: number; fixed: number; milestones: number };
  categories: { train: number; hotel: number; mileage: number };
  salesperson: number;
  projectManager: number;
}

/** What a customer was sold, and what was worked on it; confirmed, in a project with a task for each line. */
export interface Sale {
  /** Price and the hours of each entry, one a day from `daysAgo` on; nothing where only expenses are re-invoiced. */
  lines?: { price: number; hours: number[]; discount?: number }[];
  /** First service day. */
  daysAgo?: number;
  approved?: boolean;
  /** By the hour as worked, unless it is sold ahead or by milestones: then so many units are ordered. */
  product?: keyof Firm['products'];
  ordered?: number;
  /** A fixed price beside the first line. */
  fee?: number;
  po?: { amount?: number; endsIn?: number };
  milestones?: Milestone[];
  /** Agreed on from long ago: fields of a version of terms. */
  terms?(own: Sold, firm: Firm): object;
}

export interface Milestone {
  name: string;
  /** Of the order line, 0 to 1; on no order line where absent. */
  share?: number;
  reachedAgo?: number;
  dueAgo?: number;
  accepted?: boolean;
}

export interface Sold {
  /** The customer's. */
  name: string;
  orderId: number;
  projectId: number;
  employeeId: number;
  lineIds: number[];
  feeLineId?: number;
  timeIds: number[];
  milestoneIds: number[];
  agreement: number;
  /** The draft or invoice of the billing run. */
  invoice: number;
  /** What the plant made, where it made something. */
  made: number[];
}

/** Somebody who has to enter time, and did so last week. */
export interface Week {
  /** Weekdays worked by contract, Monday is 0; eight hours each. */
  days?: number[];
  /** Hours entered from Monday on. */
  entered: number[];
}

/** What a watch has to say, and the money as it is worked out by hand; hours where no money is at stake. */
export interface Expected {
  watch: string;
  key: string;
  money: number;
  /** Whose the case is: the salesperson's unless it says so. */
  owner?: 'project manager' | 'the person' | 'a controller';
}

/** One thing that went wrong, where it is seen, and how it is put right at its source. */
export interface Problem {
  what: string;
  sale?: Sale;
  week?: Week;
  /** The billing run billed it, and it was approved and posted, or somebody is asked for approval since yesterday. */
  billed?: 'draft' | 'posted' | 'draft nobody is asked about';
  plant?(own: Sold, firm: Firm): Promise<unknown>;
  found(own: Sold, firm: Firm): Expected[];
  mend(own: Sold, firm: Firm): Promise<unknown>;
  /** Its case is closed when it is mended, before a watch looks. */
  closedByOdoo?: true;
  /** Breaks it again after it was mended. */
  again?(own: Sold, firm: Firm): Promise<unknown>;
}
