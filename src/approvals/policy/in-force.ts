import type { Day, Ref } from '../../rules/entry.ts';
import { isSame } from './conditions.ts';
import type { Policy } from './schema.ts';

/** Which policy decides on invoices of this company today: its own before the one for every company. */
export type InForce = { policy: Policy } | { none: string } | { unclear: string };

/**
 * The newest version, by its first day, then its number, of those that were put in force.
 *
 * Two policies by different names for the same company contradict each other: then neither decides.
 *
 * @param policies all versions ever put in force, superseded ones too
 */
export function inForce(policies: readonly Policy[], company: Ref, today: Day): InForce {
  const begun = policies.filter(({ effectiveFrom }) => effectiveFrom <= today);
  const own = begun.filter((policy) => policy.company && isSame(policy.company, company));
  const candidates = own.length ? own : begun.filter((policy) => !policy.company);
  const [newest] = candidates.toSorted(
    (a, b) => b.effectiveFrom.localeCompare(a.effectiveFrom) || b.version - a.version,
  );
  if (!newest) return { none: `No approval policy is in force for ${company.name}.` };
  const names = [...new Set(candidates.map(({ name }) => name))];
  if (names.length > 1)
    return { unclear: `${names.map((name) => `“${name}”`).join(' and ')} are both in force for ${company.name}.` };
  return { policy: newest };
}
