import type { Big } from 'big.js';
import { exact, sum, text } from '../../money/decimal.ts';
import type { Day, Decimal, Ref } from '../entry.ts';
import { groupBy } from '../group.ts';
import type { Balance } from './balance.ts';
import { Account } from './balance.ts';
import type { Movement } from './movement.ts';

/** A balance from the first day to the last. opening + added − settled = closing. */
export interface Rollforward {
  opening: Decimal;
  added: Decimal;
  settled: Decimal;
  closing: Decimal;
}

/** What is earned and billed in a period, of one company in one currency; exact and untaxed. */
export interface Revenue {
  company: Ref;
  currency: Movement['currency'];
  from: Day;
  to: Day;
  /** By service day, and where that work is now. */
  earned: { total: Decimal; invoiced: Decimal; drafted: Decimal; open: Decimal; rounding: Decimal; other: Decimal };
  /** By invoice day: what posted invoices come to, down payments and credit notes in it. */
  billed: Decimal;
  /** Earned and not billed. `added`: work earned before it is billed; `settled`: what of it is billed. */
  accrued: Rollforward & {
    /** On no invoice today: what the rules call work in progress. */
    open: Decimal;
    /** On drafts today. */
    drafted: Decimal;
    /** Billed after the period, less what was billed in it and credited since. */
    since: Decimal;
    /** Withheld by posted invoices, and not released. Absent where nothing is. */
    withheld?: Decimal;
  };
  /** Billed or paid ahead and not earned. `added`: billed ahead; `settled`: earned, deducted or given back. */
  deferred: Rollforward;
}

/**
 * Accrued and deferred balances of a period. Each account's movements are taken in order of their days, what is earned on a
 * day before what is billed on it. earned − billed = change of accrued − change of deferred.
 */
export function revenue(movements: readonly Movement[], { from, to }: { from: Day; to: Day }): Revenue[] {
  const until = movements.filter(({ day }) => day <= to);
  const byOwner = groupBy(until, ({ company, currency }) => `${company.id} ${currency.code}`);
  return [...byOwner.values()]
    .map((own) => ofOwner(own, from, to))
    .toSorted((a, b) => a.company.id - b.company.id || compare(a.currency.code, b.currency.code));
}

function ofOwner(until: Movement[], from: Day, to: Day): Revenue {
  const { company, currency } = until[0] as Movement;
  const earned = until.filter(({ kind, day }) => kind === 'earned' && day >= from);
  const of = (what: Movement['what']): Decimal => total(earned.filter((each) => each.what === what));
  const ever = (what: Movement['what']): Big =>
    amount(until.filter((each) => each.kind === 'earned' && each.what === what));
  const { accrued, deferred } = rolled([...groupBy(until, ({ account }) => account).values()], from);
  const [open, drafted] = [ever('open'), ever('drafted')];
  const withheld = amount(until.filter(({ what }) => what === 'withheld')).neg();
  return {
    company,
    currency,
    from,
    to,
    earned: {
      total: total(earned),
      invoiced: of('invoiced'),
      drafted: of('drafted'),
      open: of('open'),
      rounding: of('rounding'),
      other: of('other'),
    },
    billed: total(until.filter(({ kind, day }) => kind === 'billed' && day >= from)),
    accrued: {
      ...accrued,
      open: text(open),
      drafted: text(drafted),
      since: text(exact(accrued.closing).minus(open).minus(drafted).minus(withheld)),
      ...(!withheld.eq(0) && { withheld: text(withheld) }),
    },
    deferred,
  };
}

function rolled(accounts: Movement[][], from: Day): Record<keyof Balance, Rollforward> {
  const sides = { accrued: new Roll(), deferred: new Roll() };
  for (const movements of accounts) {
    const account = new Account();
    const at = movements.toSorted(byDay);
    const first = at.findIndex(({ day }) => day >= from);
    const before = first < 0 ? at : at.slice(0, first);
    for (const movement of before) account.add(movement);
    for (const side of SIDES) sides[side].open(account.balance[side]);
    for (const movement of at.slice(before.length)) {
      const was = account.balance;
      account.add(movement);
      for (const side of SIDES) sides[side].move(account.balance[side].minus(was[side]), was[side]);
    }
    for (const side of SIDES) sides[side].close(account.balance[side]);
  }
  return { accrued: sides.accrued.rollforward(), deferred: sides.deferred.rollforward() };
}

const SIDES = ['accrued', 'deferred'] as const;

class Roll {
  #opening: Big[] = [];
  #added: Big[] = [];
  #settled: Big[] = [];
  #closing: Big[] = [];

  open(balance: Big): void {
    this.#opening.push(balance);
  }

  /** A change away from nothing adds, one toward it settles; a correction is negative and does the same. */
  move(change: Big, was: Big): void {
    const away = was.eq(0) ? !change.eq(0) : was.gt(0) === change.gt(0);
    if (away) this.#added.push(change);
    else this.#settled.push(change.neg());
  }

  close(balance: Big): void {
    this.#closing.push(balance);
  }

  rollforward(): Rollforward {
    const [opening, added, settled, closing] = [this.#opening, this.#added, this.#settled, this.#closing].map((each) =>
      text(sum(each)),
    );
    return { opening: opening ?? '0', added: added ?? '0', settled: settled ?? '0', closing: closing ?? '0' };
  }
}

const amount = (movements: Movement[]): Big => sum(movements.map((each) => each.amount));
const total = (movements: Movement[]): Decimal => text(amount(movements));

const byDay = (a: Movement, b: Movement): number => compare(a.day, b.day) || compare(b.kind, a.kind);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
