import type { Day } from '../../rules/entry.ts';
import { given } from '../../rules/given.ts';
import type { JudgedWork } from '../../rules/watch/open-work.ts';
import { collect } from '../collect.ts';
import type { BillingOdoo } from '../ports.ts';
import { propose } from '../propose.ts';

interface Judged {
  today: Day;
  /** Reads the days from then on whole. */
  from?: Day;
  /** All where left out. */
  companyIds?: number[] | undefined;
}

/** All open work up to today, and what a billing run today would make of it. */
export async function judgedWork(odoo: BillingOdoo, { today, ...scope }: Judged): Promise<JudgedWork> {
  const works = await collect(odoo, { to: today, ...given(scope) });
  return { works, evaluations: propose(works, today) };
}
