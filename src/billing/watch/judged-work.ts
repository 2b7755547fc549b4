import type { Day } from '../../rules/entry.ts';
import { given } from '../../rules/given.ts';
import type { JudgedWork } from '../../rules/watch/open-work.ts';
import { collect } from '../collect.ts';
import type { BillingOdoo, Slice } from '../ports.ts';
import { propose } from '../propose.ts';

interface Judged {
  today: Day;
  /** Reads the days from then on whole. */
  from?: Day;
  /** All where left out. */
  companyIds?: number[] | undefined;
  /** Records in a slice. */
  most: number;
  /** What was billed is read, too. */
  ledger?: boolean;
}

/** All open work up to today, and what a billing run today would make of it, with what the watch adds; slice by slice. */
export async function judgedWork<More>(
  odoo: BillingOdoo,
  { today, most, ledger = false, ...scope }: Judged,
  more: (slice: Slice, judged: JudgedWork) => More | Promise<More>,
): Promise<(() => Promise<JudgedWork & More>)[]> {
  const slices = await odoo.slices({ to: today, ...given(scope) }, most, ledger);
  return slices.map((slice) => async () => {
    const works = await collect(odoo, slice.work);
    const judged = { works, evaluations: propose(works, today) };
    return { ...judged, ...(await more(slice, judged)) };
  });
}
