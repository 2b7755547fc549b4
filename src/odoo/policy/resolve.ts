import type { Policy } from '../../approvals/policy/schema.ts';
import type { Reference } from '../../rules/terms/values.ts';
import { runAction } from '../actions.ts';
import type { OdooApi } from '../api.ts';
import type { Resolve, ReferencePlace } from '../terms/form.ts';
import type { ImportProblem } from '../terms/resolve.ts';
import { settle } from '../terms/resolve.ts';
import { namedBy } from './form.ts';

const USERS = 'res.users';
const GROUPS = 'res.groups';

/**
 * Every record a policy names, looked up: companies and customers become id and name of exactly one record, people and
 * groups are called as Odoo calls them, or there is a problem.
 */
export async function resolvePolicy(
  api: OdooApi,
  given: Policy,
): Promise<{ policy: Policy; problems: ImportProblem[]; idOf: Resolve<Reference | string> }> {
  const policy = structuredClone(given) as Policy;
  const places = namedBy(policy);
  const of = (comodel: string) => places.filter((place) => place.comodel === comodel);
  const called = (place: ReferencePlace) => place.holder[place.key] as string;
  const asked = { people: unique(of(USERS).map(called)), groups: unique(of(GROUPS).map(called)) };
  const [settled, names] = await Promise.all([
    settle(api, places.filter(isReference)),
    runAction(api, 'policy_names', asked),
  ]);
  const found = new Map(names.asked);
  const ids = new Map<string, number>();
  const problems = [...settled];
  const name = (place: ReferencePlace, known: [number, string][], what: string) => {
    const value = called(place);
    const [id, ...others] = found.get(value) ?? [];
    const [, own] = known.find(([one]) => one === id) ?? [];
    if (id === undefined || others.length || !own) {
      const expected = others.length ? `${what} nobody else has: Odoo has it ${others.length + 1} times` : what;
      problems.push({ path: place.path, value, expected });
      return;
    }
    place.holder[place.key] = own;
    ids.set(`${place.comodel},${own}`, id);
  };
  for (const place of of(USERS)) name(place, names.users, 'the e-mail address of a user Odoo has');
  for (const place of of(GROUPS)) name(place, names.groups, 'the name of a group Odoo has, with its module');
  const idOf: Resolve<Reference | string> = (comodel, named) =>
    (typeof named === 'string' ? ids.get(`${comodel},${named}`) : named.id) ?? 0;
  return { policy, problems, idOf };
}

/** With the names of the records it knows by id, for the reader. */
export async function withNames(api: OdooApi, given: Policy): Promise<Policy> {
  const policy = structuredClone(given) as Policy;
  await settle(api, namedBy(policy).filter(isReference));
  return policy;
}

const isReference = ({ comodel }: ReferencePlace): boolean => comodel !== USERS && comodel !== GROUPS;

const unique = (all: string[]): string[] => [...new Set(all)];
