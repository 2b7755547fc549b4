import type { Day, Ref } from '../../rules/entry.ts';
import type { UnreadablePolicy } from '../ports.ts';
import { isSame } from './conditions.ts';
import type { Policy } from './schema.ts';

/** Which policy decides on invoices of this company today; `unclear`: one should, and can't. */
export type InForce = { policy: Policy } | { none: string } | { unclear: string };

/**
 * The newest version, by its first day, then its number, of those that were put in force: the company's own before the one
 * for every company. A version that can't be read is not passed over for an older one.
 *
 * @param policies all versions ever put in force, superseded ones too
 */
export function inForce(
  policies: readonly Policy[],
  company: Ref,
  today: Day,
  unreadable: readonly UnreadablePolicy[] = [],
): InForce {
  const candidates = [
    ...policies.map((policy) => ({ ...policy, policy, own: policy.company && isSame(policy.company, company) })),
    ...unreadable.map((one) => ({
      ...one,
      policy: undefined,
      company: one.companyId,
      own: one.companyId === company.id,
    })),
  ].filter(({ effectiveFrom = today }) => effectiveFrom <= today);
  const own = candidates.filter((one) => one.own);
  const [newest, next] = (own.length ? own : candidates.filter((one) => one.company === undefined)).toSorted(
    (a, b) => (b.effectiveFrom ?? today).localeCompare(a.effectiveFrom ?? today) || b.version - a.version,
  );
  if (!newest) return { none: `No approval policy is in force for ${company.name}.` };
  if (
    next &&
    next.name !== newest.name &&
    next.effectiveFrom === newest.effectiveFrom &&
    next.version === newest.version
  )
    return { unclear: `“${newest.name}” and “${next.name}” are both in force for ${company.name}.` };
  if (newest.policy) return { policy: newest.policy };
  const { name, version, problems } = newest as UnreadablePolicy;
  return { unclear: `“${name}”, version ${version}, can’t be used. ${problems.join(' ')}` };
}
