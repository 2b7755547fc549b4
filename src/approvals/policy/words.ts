import type { Reference } from '../../rules/terms/values.ts';
import type { Limit, PolicyRow, PolicyStep, When, Who } from './schema.ts';

type Asked = { [Name in keyof When]-?: NonNullable<When[Name]> };

const list = (all: readonly string[]): string => all.join(', ').replace(/, ([^,]+)$/, ' or $1');
const names = (all: readonly Reference[]): string => list(all.map(({ id, name }) => name ?? `id ${id}`));
const kinds = (all: readonly string[]): string => list(all.map((one) => one.replaceAll('-', ' ')));

const CONDITIONS: { [Name in keyof Asked]: (asked: Asked[Name]) => string } = {
  amountAbove: (amount) => `above ${amount}`,
  amountUpTo: (amount) => `up to ${amount}`,
  marginBelow: (percent) => `margin below ${percent} %`,
  marginVarianceAbove: (points) => `margin more than ${points} points off`,
  changedByHand: (asked) => (asked === 'yes' ? 'changed by hand' : 'not changed by hand'),
  anyFinding: (asked) => (asked === 'yes' ? 'something unusual' : 'nothing unusual'),
  findings: (codes) => `${list(codes)} found`,
  contractTypes: (types) => `bills ${kinds(types)}`,
  onlyContractTypes: (types) => `bills nothing but ${kinds(types)}`,
  newCustomer: (asked) => (asked === 'yes' ? 'new customer' : 'known customer'),
  customers: (customers) => `for ${names(customers)}`,
  companies: (companies) => `billed by ${names(companies)}`,
};

/** `“Large”, above 10000: Project manager (project manager; only looks), then Finance (cfo@firm.test)`. */
export function rowWords({ name, when, steps }: PolicyRow): string {
  const asked = (Object.keys(CONDITIONS) as (keyof Asked)[]).flatMap((one) =>
    when[one] === undefined ? [] : [CONDITIONS[one](when[one] as never)],
  );
  return `“${name}”, ${asked.join(', ') || 'every invoice'}: ${steps ? steps.map(stepWords).join('') : 'nobody is asked'}`;
}

function stepWords(step: PolicyStep, index: number): string {
  const { name, starts, approvers, need, atLeast, reviewOnly, within, fallback } = step;
  const how = [
    whoWords(approvers),
    need === 'all' && 'all of them',
    atLeast && `${atLeast} of them`,
    reviewOnly && 'only looks',
    within && `within ${within} hours`,
    fallback && `else ${whoWords(fallback)}`,
  ].filter(Boolean);
  return `${index === 0 ? '' : starts === 'with' ? ' together with ' : ', then '}${name} (${how.join('; ')})`;
}

export const whoWords = ({ roles = [], people = [], groups = [] }: Who): string =>
  list([...roles.map((role) => role.replaceAll('-', ' ')), ...people, ...groups]);

export const limitWords = ({ role, person, group, upTo }: Limit): string =>
  `${role?.replaceAll('-', ' ') ?? person ?? group}: ${upTo ? `up to ${upTo}` : 'any amount'}`;
