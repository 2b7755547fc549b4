import type { Day, Decimal, Order, Ref } from '../../entry.ts';

/** Something that runs out as it is used. */
export interface Meter {
  kind: 'cap' | 'retainer' | 'purchase order' | 'prepaid hours';
  /** What of it there is one of. */
  key: string;
  /** `Cap “Not to exceed” of Acme support`. */
  name: string;
  /** Id of the agreement that says so. */
  agreement?: string;
  customer?: Ref;
  /** An order that uses it. */
  order?: Order;
  /** Where that is known. In `unit`, as all amounts of it. */
  limit?: Decimal;
  left: Decimal;
  /** `h`, or a currency. */
  unit: string;
  /** What was used of it, by service day. */
  uses: readonly { day: Day; amount: Decimal }[];
  /** Its last day, after which it is renewed or over. */
  until?: Day;
}

/** Something that ends on a day. */
export interface Ending {
  kind: 'agreement' | 'purchase order';
  key: string;
  name: string;
  agreement?: string;
  customer?: Ref;
  order?: Order;
  lastDay: Day;
}
