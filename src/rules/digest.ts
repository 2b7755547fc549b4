import { exact, sum, text } from '../money/decimal.ts';
import type { Severity } from './case-rules.ts';
import type { Day, Decimal } from './entry.ts';
import { groupBy } from './group.ts';
import type { CaseKind } from './verdict.ts';

/** A case that is open. */
export interface StandingCase {
  key: string;
  name: string;
  kind: CaseKind;
  code: string;
  severity: Severity;
  /** At stake, exact, in `currency`; 0 where it can't be told. */
  amount: Decimal;
  currency?: string;
  owner?: string;
  /** Id of the company it belongs to; everybody may see one that belongs to none. */
  companyId?: number;
  deadline?: Day;
  /** When it was opened: ISO instant; of one that came back, the day it last did. */
  openedAt: string;
}

/** Amounts added up by currency; without those of 0. */
export type Money = Readonly<Record<string, Decimal>>;

export interface Pile {
  cases: StandingCase[];
  money: Money;
}

export interface Digest {
  open: Pile;
  /** By kind and severity, the most severe of a kind first. */
  piles: (Pile & { kind: CaseKind; severity: Severity })[];
  /** Opened since, or come back. */
  fresh: Pile;
  /** Past their deadline. */
  overdue: Pile;
  /** What keeps the month from being billed until somebody acts. */
  blocking: Pile;
  /** Technical trouble that passes by itself. */
  passing: Pile;
}

/**
 * What became of a digest to one place. `sent`: it is on its way. Where one was asked for that day before: `already`, it was
 * told there; `waits`, not yet; `unsure`, it may have been, and is not sent again.
 */
export interface SentDigest {
  to: string;
  day: string;
  status: 'sent' | 'already' | 'waits' | 'unsure';
}

const KINDS: CaseKind[] = ['policy', 'data-quality', 'technical'];
const SEVERITIES: Severity[] = ['high', 'medium', 'low'];

/**
 * Open cases in short. What is technical and not severe passes by itself: connection, time, load. What is severe, of any
 * kind, blocks: work that is on no invoice until somebody acts, or a flow that bills nothing until it is mended.
 *
 * @param since instant of the digest before
 */
export function digestOf(cases: readonly StandingCase[], today: Day, since: string): Digest {
  const worst = cases.toSorted(bySeverityThenMoney);
  const of = (is: (one: StandingCase) => boolean) => pile(worst.filter(is));
  return {
    open: pile(worst),
    piles: KINDS.flatMap((kind) =>
      SEVERITIES.map((severity) => ({
        kind,
        severity,
        ...of((one) => one.kind === kind && one.severity === severity),
      })),
    ).filter((each) => each.cases.length > 0),
    // Where only the day is known, it is rather told twice than never.
    fresh: of(({ openedAt }) => openedAt >= since.slice(0, openedAt.length)),
    overdue: of(({ deadline }) => deadline !== undefined && deadline < today),
    blocking: of(({ severity }) => severity === 'high'),
    passing: of(({ kind, severity }) => kind === 'technical' && severity !== 'high'),
  };
}

const bySeverityThenMoney = (a: StandingCase, b: StandingCase): number =>
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
  exact(b.amount).abs().cmp(exact(a.amount).abs()) ||
  a.key.localeCompare(b.key);

function pile(cases: StandingCase[]): Pile {
  const worth = cases.filter(({ amount, currency }) => currency && !exact(amount).eq(0));
  const byCurrency = [...groupBy(worth, ({ currency = '' }) => currency)].toSorted(([a], [b]) => a.localeCompare(b));
  const total = (own: StandingCase[]) => text(sum(own.map(({ amount }) => exact(amount))));
  return { cases, money: Object.fromEntries(byCurrency.map(([code, own]) => [code, total(own)])) };
}
