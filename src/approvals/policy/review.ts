import { exact, text } from '../../money/decimal.ts';
import type { ConditionName } from './conditions.ts';
import { conditionsOf } from './conditions.ts';
import type { RiskFacts } from './facts.ts';
import type { ContractType, Policy, PolicyRow } from './schema.ts';
import { CONTRACT_TYPES } from './schema.ts';

/** What a controller should look at before a policy is put in force. */
export interface Remark {
  kind: 'unreachable' | 'overlap' | 'nobody-may';
  row: string;
  message: string;
}

/** For each fact, which of its typical values a row is for. Every condition looks at one fact alone. */
type Region = Map<keyof RiskFacts, Set<unknown>>;

/**
 * Rows that can never decide, rows that decide differently on the same invoices without one being the special case of the
 * other, and steps nobody has the authority to take. Exact: every condition changes its answer only between the values
 * that are looked at.
 */
export function review(policy: Policy): Remark[] {
  const values = typicalValues(policy);
  const regions = policy.rows.map((row) => regionOf(row, values, policy.currency));
  return policy.rows.flatMap((row, index) => {
    const region = regions[index] as Region;
    if (isEmpty(region))
      return [remark('unreachable', row, 'No invoice can fit it: its conditions exclude each other.')];
    const earlier = policy.rows.slice(0, index).map((other, at) => ({ other, region: regions[at] as Region }));
    const meeting = earlier.filter(({ region: its }) => !isEmpty(meet(region, its)));
    if (
      !leaves(
        region,
        meeting.map(({ region: its }) => its),
      )
    ) {
      const names = meeting.map(({ other }) => `“${other.name}”`).join(' and ');
      const verbs = meeting.length === 1 ? ['stands', 'takes'] : ['stand', 'take'];
      const message = `It never decides: ${names} ${verbs.join(' before it and ')} every invoice it is for.`;
      return [remark('unreachable', row, message)];
    }
    return [
      ...meeting
        .filter(({ other, region: its }) => !isWithin(its, region) && outcome(other) !== outcome(row))
        .map(({ other }) =>
          remark(
            'overlap',
            row,
            `An invoice that fits both it and “${other.name}” goes by “${other.name}”, which stands first.`,
          ),
        ),
      ...nobodyMay(policy, row),
    ];
  });
}

const WELL = 'Every row can decide, none overlaps another, and each step has somebody with a limit.';

/** What a controller should look at before it decides, one a line, beginning with `! `; or that there is nothing. */
export const remarksWords = (remarks: readonly Remark[]): string[] =>
  remarks.length ? remarks.map(({ message }) => `! ${message}`) : [WELL];

const remark = (kind: Remark['kind'], { name }: PolicyRow, message: string): Remark => ({
  kind,
  row: name,
  message: `“${name}”: ${message}`,
});

const outcome = ({ straightThrough, steps }: PolicyRow): string => JSON.stringify([straightThrough, steps]);

/** Values of each fact on every side of what the rows ask for. */
function typicalValues({ rows, currency }: Policy): Map<keyof RiskFacts, unknown[]> {
  const said = <Name extends ConditionName>(name: Name) =>
    rows.flatMap(({ when }) => {
      const value = when[name] as PolicyRow['when'][Name];
      return value === undefined ? [] : [value as NonNullable<typeof value>];
    });
  const amounts = around([...said('amountAbove'), ...said('amountUpTo')]);
  const codes = [...new Set(said('findings').flat())];
  return new Map<keyof RiskFacts, unknown[]>([
    ['amount', amounts.map((amount) => ({ amount, currency: { code: currency, digits: 2 } }))],
    ['margin', around(said('marginBelow'))],
    ['marginVariance', around(said('marginVarianceAbove'))],
    ['changes', [[], ['changed']]],
    // One at a time is enough: no condition asks for two.
    ['findings', [[], ...[...codes, ''].map((code) => [{ code, message: code }])]],
    ['contractTypes', subsets(CONTRACT_TYPES)],
    ['newCustomer', [true, false]],
    ['customers', [...said('customers').flat(), {}].map(({ id = 0, name = '' }) => [{ id, name }])],
    ['company', [...said('companies').flat(), {}].map(({ id = 0, name = '' }) => ({ id, name }))],
  ]);
}

/** Each number, one between it and the next, and one beyond either end. */
function around(numbers: string[]): string[] {
  const sorted = [...new Set(numbers)].map((number) => exact(number)).sort((a, b) => a.cmp(b));
  const between = sorted.flatMap((number, index) => {
    const next = sorted[index + 1];
    return [number, next ? number.plus(next).div(2) : number.plus(1)];
  });
  const [first = exact(0)] = sorted;
  return [first.div(2), ...between].map(text);
}

/** All but the empty one. */
function subsets(types: readonly ContractType[]): ContractType[][] {
  return Array.from({ length: 2 ** types.length - 1 }, (_, mask) =>
    types.filter((_type, index) => Math.floor((mask + 1) / 2 ** index) % 2 === 1),
  );
}

function regionOf(row: PolicyRow, values: Map<keyof RiskFacts, unknown[]>, currency: string): Region {
  const region: Region = new Map([...values].map(([fact, all]) => [fact, new Set(all)]));
  for (const [, condition, asked] of conditionsOf(row)) {
    const { fact } = condition;
    const fits = [...(region.get(fact) ?? [])].filter((value) => {
      const answer = condition.holds(asked as never, { [fact]: { value } } as unknown as RiskFacts, currency);
      return 'holds' in answer && answer.holds;
    });
    region.set(fact, new Set(fits));
  }
  return region;
}

const isEmpty = (region: Region): boolean => [...region.values()].some((values) => values.size === 0);

const meet = (a: Region, b: Region): Region =>
  new Map([...a].map(([fact, values]) => [fact, values.intersection(b.get(fact) ?? new Set())]));

const isWithin = (inner: Region, outer: Region): boolean =>
  [...inner].every(([fact, values]) => values.isSubsetOf(outer.get(fact) ?? new Set()));

/** Whether something of the region is in none of the others. */
function leaves(region: Region, others: readonly Region[]): boolean {
  if (isEmpty(region)) return false;
  const [first, ...rest] = others;
  if (!first) return true;
  let inside = region;
  for (const [fact, values] of region) {
    const taken = first.get(fact) ?? new Set();
    if (leaves(new Map(inside).set(fact, values.difference(taken)), rest)) return true;
    inside = new Map(inside).set(fact, values.intersection(taken));
  }
  return false;
}

/** Steps whose people can't have a limit that reaches the amounts of the row, as far as the policy itself says. */
function nobodyMay({ limits }: Policy, row: PolicyRow): Remark[] {
  const above = row.when.amountAbove;
  return (row.steps ?? []).flatMap(({ name, reviewOnly, approvers: { roles = [], people = [], groups = [] } }) => {
    // Who a named person or a group's member is besides, the policy doesn't say.
    if (reviewOnly || people.length || groups.length) return [];
    const reaches = limits.some(
      ({ role, person, group, upTo, unlimited }) =>
        (person ?? group ?? (role && roles.includes(role))) &&
        (unlimited || above === undefined || exact(upTo ?? '0').gt(above)),
    );
    return reaches
      ? []
      : [remark('nobody-may', row, `No limit lets anybody asked in “${name}” approve what it is for.`)];
  });
}
