import type { z } from 'zod/v4';
import type { Day } from '../../rules/entry.ts';
import type { Finding, Found } from '../../rules/watch/finding.ts';
import type { BillingOdoo } from '../ports.ts';

/** Every watch can be limited to companies. */
export interface OfCompanies {
  companyIds?: number[] | undefined;
}

/** One query and one pure function. */
export interface Watch<Options extends OfCompanies = OfCompanies, Facts = unknown, Each extends Finding = Finding> {
  id: string;
  /** What it finds, in words. */
  finds: string;
  /** Every code its cases may have: open cases of these codes are closed where it doesn't find them again. */
  codes: readonly [string, ...string[]];
  /** Its options, a default for each. */
  options: z.ZodType<Options>;
  /** Reads all it needs, in as many calls however many records there are. @throws where anything of it can't be read */
  read(odoo: BillingOdoo, options: Options, today: Day): Promise<Facts>;
  /** Pure. */
  find(facts: Facts, options: Options, today: Day): Found<Each>;
}
