import type { Day } from '../../rules/entry.ts';
import type { JudgedWork } from '../../rules/watch/open-work.ts';
import { collect } from '../collect.ts';
import type { BillingOdoo } from '../ports.ts';
import { propose } from '../propose.ts';

/** All open work up to today, and what a billing run today would make of it. @param from reads the days from then on whole */
export async function judgedWork(odoo: BillingOdoo, today: Day, from?: Day): Promise<JudgedWork> {
  const works = await collect(odoo, { to: today, ...(from !== undefined && { from }) });
  return { works, evaluations: propose(works, today) };
}
