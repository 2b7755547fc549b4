import { exact } from '../../money/decimal.ts';
import type { Ref } from '../../rules/entry.ts';
import type { Reference } from '../../rules/terms/values.ts';
import { amountWords } from '../../rules/words.ts';
import type { Fact, RiskFacts } from './facts.ts';
import type { PolicyRow, When } from './schema.ts';

/** Whether a condition holds, and what it saw, in words; or why nobody can tell. */
export type Answer = { holds: boolean; words: string } | { unreadable: string };

type Asked = { [Name in keyof When]-?: NonNullable<When[Name]> };
export type ConditionName = keyof Asked;

interface Condition<Name extends ConditionName> {
  fact: keyof RiskFacts;
  /** `currency`: of the policy's amounts. */
  holds(asked: Asked[Name], facts: RiskFacts, currency: string): Answer;
}

const CONDITIONS: { [Name in ConditionName]: Condition<Name> } = {
  amountAbove: {
    fact: 'amount',
    holds: (limit, facts, code) =>
      size(facts, code, (amount, words) => [
        amount.gt(limit),
        `The amount, ${words(amount)}, is above ${words(limit)}.`,
      ]),
  },
  amountUpTo: {
    fact: 'amount',
    holds: (limit, facts, code) =>
      size(facts, code, (amount, words) => [
        amount.lte(limit),
        `The amount, ${words(amount)}, is not above ${words(limit)}.`,
      ]),
  },
  marginBelow: {
    fact: 'margin',
    holds: (limit, { margin }) =>
      given(margin, 'The margin', (value) => [
        exact(value).lt(limit),
        `The margin, ${percent(exact(value), DOWN)} %, is below ${limit} %.`,
      ]),
  },
  marginVarianceAbove: {
    fact: 'marginVariance',
    holds: (limit, { marginVariance }) =>
      given(marginVariance, 'How far the margin is off', (value) => [
        exact(value).abs().gt(limit),
        `The margin is ${percent(exact(value).abs(), UP)} points ${exact(value).lt(0) ? 'below' : 'above'} that of earlier invoices, more than ${limit}.`,
      ]),
  },
  changedByHand: {
    fact: 'changes',
    holds: (asked, { changes }) =>
      given(changes, 'What was changed by hand', (all) => [
        all.length > 0 === (asked === 'yes'),
        all.length ? `Changed by hand: ${all.join('; ')}.` : 'Nothing was changed by hand.',
      ]),
  },
  anyFinding: {
    fact: 'findings',
    holds: (asked, { findings }) =>
      given(findings, 'What is unusual', (all) => [
        all.length > 0 === (asked === 'yes'),
        all.length ? `Unusual: ${all.map(({ message }) => message).join(' ')}` : 'Nothing unusual was found.',
      ]),
  },
  findings: {
    fact: 'findings',
    holds: (codes, { findings }) =>
      given(findings, 'What is unusual', (all) => {
        const asked = all.filter(({ code }) => codes.includes(code));
        return [asked.length > 0, `Unusual: ${asked.map(({ message }) => message).join(' ')}`];
      }),
  },
  contractTypes: {
    fact: 'contractTypes',
    holds: (types, { contractTypes }) =>
      given(contractTypes, 'What kind of work is billed', (billed) => {
        const asked = billed.filter((type) => types.includes(type));
        return [asked.length > 0, `It bills ${asked.map(kind).join(' and ')}.`];
      }),
  },
  onlyContractTypes: {
    fact: 'contractTypes',
    holds: (types, { contractTypes }) =>
      given(contractTypes, 'What kind of work is billed', (billed) => [
        billed.length > 0 && billed.every((type) => types.includes(type)),
        `It bills ${billed.map(kind).join(' and ')} and nothing else.`,
      ]),
  },
  newCustomer: {
    fact: 'newCustomer',
    holds: (asked, { newCustomer }) =>
      given(newCustomer, 'Whether the customer is new', (isNew) => [
        isNew === (asked === 'yes'),
        isNew ? 'It is the customer’s first invoice.' : 'The customer was invoiced before.',
      ]),
  },
  customers: {
    fact: 'customers',
    holds: (asked, { customers }) =>
      given(customers, 'The customer', (all) => {
        const found = all.find((customer) => asked.some((one) => isSame(one, customer)));
        return [found !== undefined, `The customer is ${found?.name ?? 'another'}.`];
      }),
  },
  companies: {
    fact: 'company',
    holds: (asked, { company }) =>
      given(company, 'The company', (found) => [asked.some((one) => isSame(one, found)), `${found.name} bills it.`]),
  },
};

/** The id decides where there is one: names change. */
export const isSame = (asked: Reference, found: Ref): boolean =>
  asked.id === undefined ? asked.name === found.name : asked.id === found.id;

const kind = (type: string): string => type.replaceAll('-', ' ');
const DOWN = 0;
const UP = 3;
/** Rounded so that it stays on its side of what it is compared with. */
const percent = (value: Size, rounding: 0 | 3): string => value.round(2, rounding).toFixed();

function given<T>(fact: Fact<T>, name: string, judge: (value: T) => [boolean, string]): Answer {
  if ('unreadable' in fact) return { unreadable: `${name} can’t be read: ${fact.unreadable}` };
  const [holds, words] = judge(fact.value);
  return { holds, words };
}

type Size = ReturnType<typeof exact>;

/** A credit note is as risky as an invoice: its size counts. */
function size(
  { amount }: RiskFacts,
  currency: string,
  judge: (amount: Size, words: (value: Size | string) => string) => [boolean, string],
): Answer {
  if ('value' in amount && amount.value.currency.code !== currency)
    return { unreadable: `The amount is in ${amount.value.currency.code}, the policy speaks of ${currency}.` };
  return given(amount, 'The amount', ({ amount: value, currency: own }) =>
    judge(exact(value).abs(), (figure) => amountWords(figure, own)),
  );
}

/** The conditions of a row, with those that go without saying: what is unusual never goes straight through. */
export function conditionsOf({
  when,
  straightThrough,
}: PolicyRow): [ConditionName, Condition<ConditionName>, unknown][] {
  const all: When = straightThrough ? { ...when, anyFinding: 'no', changedByHand: 'no' } : when;
  return (Object.keys(CONDITIONS) as ConditionName[]).flatMap((name) =>
    all[name] === undefined ? [] : [[name, CONDITIONS[name] as Condition<ConditionName>, all[name]]],
  );
}

/** What each condition of the row answers. */
export const answersOf = (row: PolicyRow, facts: RiskFacts, currency: string): Answer[] =>
  conditionsOf(row).map(([, condition, asked]) => condition.holds(asked as never, facts, currency));
