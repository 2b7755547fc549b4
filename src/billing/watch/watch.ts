import type { z } from 'zod/v4';
import type { Day } from '../../rules/entry.ts';
import type { Finding, Found } from '../../rules/watch/finding.ts';
import type { BillingOdoo } from '../ports.ts';

/** Every watch can be limited to companies. */
export interface OfCompanies {
  companyIds?: number[] | undefined;
}

/** One query and one pure function, slice by slice. */
export interface Watch<Options extends OfCompanies = OfCompanies, Facts = unknown, Each extends Finding = Finding> {
  id: string;
  /** What it finds, in words. */
  finds: string;
  /** Every code its cases may have: open cases of these codes are closed where it doesn't find them again. */
  codes: readonly [string, ...string[]];
  /** Its options, a default for each. */
  options: z.ZodType<Options>;
  /**
   * How it reads all it needs, slice by slice: nothing in one has to do with anything in another.
   *
   * @param most records in a slice, as far as what hangs together allows
   * @throws where anything of it can't be read
   */
  slices(odoo: BillingOdoo, options: Options, today: Day, most: number): Promise<(() => Promise<Facts>)[]>;
  /** Pure. Of one slice. */
  find(facts: Facts, options: Options, today: Day): Found<Each>;
}
