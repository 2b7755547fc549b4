import type { Used } from '../entry.ts';
import { groupBy } from '../group.ts';
import { once } from '../once.ts';
import type { Terms } from '../terms/in-force.ts';
import type { SectionName } from '../terms/schema.ts';
import type { Run } from './step.ts';

/**
 * What live invoices hold that counts toward a section: under the agreement it is from, and under agreements below that
 * leave the section to it.
 */
export function countedUnder(name: SectionName, { agreement: { id } }: Pick<Terms, 'agreement'>, run: Run): Used[] {
  const below = (belowOf(run.used).get(id) ?? []).filter(({ master }) => !master?.except.includes(name));
  return [...(run.usedUnder.get(id) ?? []), ...below];
}

const belowOf = once((used: Run['used']) => groupBy(used, ({ master }) => master?.agreement));
