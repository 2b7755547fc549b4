import { exact } from '../money/decimal.ts';
import type { Decimal } from './entry.ts';
import { given } from './given.ts';
import type { CaseDraft, CaseKind } from './verdict.ts';

export type Severity = CaseDraft['severity'];

/** By role on what the case is about, or by name. */
export type CaseOwner =
  { by: 'account-manager' | 'project-manager' | 'controller' } | { by: 'user' | 'group'; id: number };

/** A row of a firm's case rules. What it leaves open, a later row says, and at last `DEFAULTS`. */
export interface CaseRule {
  /** Every kind, where absent. */
  kind?: CaseKind;
  /** A code or its beginning: `expense` is `expense.receipt-missing` and every other of expenses. Every code, where absent. */
  code?: string;
  owner?: CaseOwner;
  /** From these amounts on a case is at least so severe: untaxed, in `currency`; in the case's own where there is none. */
  money?: { mediumFrom?: Decimal; highFrom?: Decimal; currency?: string };
  /** A step more severe each time it has been open for so many days. */
  raiseAfterDays?: number;
}

export const DEFAULTS = {
  money: { mediumFrom: '1000', highFrom: '10000' },
  raiseAfterDays: 14,
} as const satisfies CaseRule;

/** What a firm's rules say of one case. */
export interface Ruled {
  severity: Severity;
  raiseAfterDays: number;
  /** Whom the finding itself names owns it, where absent. */
  owner?: CaseOwner;
}

const STEPS: Severity[] = ['low', 'medium', 'high'];

const concerns = ({ kind, code }: CaseRule, draft: CaseDraft): boolean =>
  (!kind || kind === draft.kind) && (!code || code === draft.code || draft.code.startsWith(`${code}.`));

/** @param rates units of each currency for one of the company's */
export function ruled(draft: CaseDraft, rules: CaseRule[], rates: Readonly<Record<string, Decimal>> = {}): Ruled {
  const rows = rules.filter((rule) => concerns(rule, draft));
  const money = rows.find((rule) => rule.money)?.money ?? DEFAULTS.money;
  return {
    severity: more(draft.severity, byMoney(draft, money, rates)),
    raiseAfterDays: rows.find((rule) => rule.raiseAfterDays)?.raiseAfterDays ?? DEFAULTS.raiseAfterDays,
    ...given({ owner: rows.find((rule) => rule.owner)?.owner }),
  };
}

/** A finding's own severity is the least. An amount no rate is known for counts as a high one: somebody has to look. */
function byMoney(draft: CaseDraft, limits: NonNullable<CaseRule['money']>, rates: Readonly<Record<string, Decimal>>) {
  const amount = exact(draft.amount).abs();
  if (amount.eq(0)) return 'low';
  const { mediumFrom, highFrom, currency = draft.currency } = limits;
  const [from, to] = [rates[draft.currency ?? ''], rates[currency ?? '']];
  const same = !draft.currency || currency === draft.currency;
  if (!same && (!from || !to || exact(from).lte(0))) return 'high';
  const compared = same ? amount : amount.times(exact(to ?? '1')).div(exact(from ?? '1'));
  if (highFrom && compared.gte(exact(highFrom))) return 'high';
  return mediumFrom && compared.gte(exact(mediumFrom)) ? 'medium' : 'low';
}

const more = (one: Severity, other: Severity): Severity => (STEPS.indexOf(other) > STEPS.indexOf(one) ? other : one);

/** What it has become by waiting. */
export function aged(severity: Severity, openDays: number, raiseAfterDays: number): Severity {
  const step = STEPS.indexOf(severity) + Math.floor(Math.max(openDays, 0) / raiseAfterDays);
  return STEPS[Math.min(step, STEPS.length - 1)] as Severity;
}
