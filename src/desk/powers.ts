import type { Authority } from '../approvals/authority.ts';
import { mayDecide, sameEmail } from '../approvals/authority.ts';
import { namesIn } from '../approvals/people.ts';
import type { Member } from '../approvals/people.ts';
import type { RiskFacts } from '../approvals/policy/facts.ts';
import type { InForce } from '../approvals/policy/in-force.ts';
import { inForce } from '../approvals/policy/in-force.ts';
import { signInFor } from '../approvals/policy/route.ts';
import type { Limit, PolicyStep } from '../approvals/policy/schema.ts';
import type { World } from '../approvals/time/who-now.ts';
import type { DecisionOutcome, InvoiceFacts, Person } from '../billing/ports.ts';
import type { Context } from './context.ts';
import type { Refusal } from './store/refusals.ts';
import type { Approver } from './store/requests.ts';
import { BY_LINK } from './verified.ts';

/** Who may do what about an invoice at this moment, as Odoo has it. */
export interface Powers {
  force: InForce;
  /** Undefined where no policy asks for them. */
  risk?: RiskFacts;
  members: Member[];
  /** Nobody where an address belongs to nobody, or to more than one. */
  memberBy(email: string): Member | undefined;
  may(member: Member | undefined, outcome: DecisionOutcome, step?: PolicyStep, asked?: Approver): Authority;
  /** Why this way of knowing who decides is not enough; undefined where it is. */
  tooWeak(verified: string | undefined): (Pick<Refusal, 'code'> & { reason: string }) | undefined;
  /** For steps and their time. */
  world: World;
}

/**
 * Asks Odoo for the policy in force, what it wants to know of the invoice, and the people.
 *
 * @param emails of those who were named, where no policy says who is asked
 * @param steps of the request, which another version of the policy may have asked for
 */
export async function powersOf(
  { odoo, approvals, now }: Pick<Context, 'odoo' | 'approvals' | 'now'>,
  facts: InvoiceFacts,
  emails: readonly string[],
  steps: readonly PolicyStep[] = [],
): Promise<Powers> {
  const at = now().toISOString();
  const { policies, unreadable } = await approvals.policies();
  const force = inForce(policies, facts.company, at.slice(0, 10), unreadable);
  const byNames = 'none' in force;
  const named = byNames ? await byAddress(odoo, emails) : new Map<string, Member>();
  const [members, risk] = byNames
    ? [unique([...named.values()])]
    : await Promise.all([
        approvals.members(facts, namesIn([...steps, ...inPolicy(force)], limitsOf(force))),
        approvals.riskFacts(facts),
      ]);
  const memberBy: Powers['memberBy'] = (email) => {
    const found = members.filter((one) => sameEmail(one.email, email));
    return named.get(email) ?? (found.length === 1 ? found[0] : undefined);
  };
  const may: Powers['may'] = (one, outcome, step, asked) => {
    if (one && 'unclear' in force && outcome === 'approved' && !one.roles.includes('controller')) {
      return {
        allowed: false,
        code: 'no-authority',
        reason: `${force.unclear} Until that is mended a controller decides.`,
      };
    }
    const toApprove = {
      invoice: facts,
      amount: risk?.amount ?? { unreadable: 'it was not asked for.' },
      ...('policy' in force && { policy: force.policy }),
      ...(step?.reviewOnly && { reviewOnly: true }),
    };
    return mayDecide(one, outcome, toApprove, asked);
  };
  const signIn = 'unclear' in force || ('policy' in force && risk !== undefined && signInFor(force.policy, risk));
  const tooWeak: Powers['tooWeak'] = (verified) =>
    signIn && verified === BY_LINK
      ? {
          code: 'above-link-limit',
          reason: 'A link alone is not enough any more for an invoice of this amount: sign in.',
        }
      : undefined;
  const world: World = { now: at, members, may: (one, step) => may(one, 'approved', step).allowed };
  return { force, ...(risk && { risk }), members, memberBy, may, tooWeak, world };
}

const inPolicy = (force: InForce): PolicyStep[] =>
  'policy' in force ? force.policy.rows.flatMap(({ steps }) => steps ?? []) : [];
const limitsOf = (force: InForce): Limit[] => ('policy' in force ? force.policy.limits : []);

async function byAddress(odoo: Context['odoo'], emails: readonly string[]): Promise<Map<string, Member>> {
  const known = new Map<string, Member>();
  for (const email of emails) {
    const person = await odoo.personByEmail(email);
    if (person) known.set(email, member(person));
  }
  return known;
}

const unique = (members: Member[]): Member[] => [...new Map(members.map((one) => [one.userId, one])).values()];

/** Whoever was named is asked whatever the hour: only a policy sets times. */
const member = (person: Person): Member => ({
  ...person,
  roles: [],
  groups: [],
  calendar: { zone: 'utc', hours: [], closed: [] },
  leaves: [],
  delegations: [],
});
