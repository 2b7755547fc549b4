import type { Big } from 'big.js';
import { exact, sum } from '../../money/decimal.ts';
import { roundHalfUp } from '../../money/round.ts';
import { dayWords } from '../days.ts';
import type { Currency, Day, Milestone, OrderLine, Work } from '../entry.ts';
import { isMeant } from '../terms/in-force.ts';
import type { Section } from '../terms/schema.ts';
import type { Reference } from '../terms/values.ts';
import { quantityText } from '../words.ts';

type FixedFee = Section<'fixedFee'>;

/** A piece of the fee: an instalment, a milestone's share, or all that is done so far. */
export interface Piece {
  /** Shown on the invoice. */
  label: string;
  /** Rounded to the currency; the pieces of a whole fee add up to it. */
  amount: Big;
  due: boolean;
  /** `since 2026-04-01`, `once Design accepted is reached`. */
  when: string;
  milestone?: Milestone;
  /** The day it fell due, where there is one. */
  on?: Day;
}

/** What the fee needs to know is not there. */
export interface Missing {
  missing: { code: string; what: string; nextStep: string };
}

/** The fee in pieces, each due by the last day to bill or not yet. */
export function piecesOf(fee: FixedFee, line: OrderLine, work: Work, currency: Currency): Piece[] | Missing {
  if (fee.billed === 'schedule') return instalments(fee, work, currency);
  if (fee.progress === 'milestones') return byMilestones(fee, line, work, currency);
  if (fee.progress === 'hours') return byHours(fee, line, currency);
  return byDelivery(fee, line, currency);
}

function instalments(fee: FixedFee, { period, milestones = [] }: Work, currency: Currency): Piece[] | Missing {
  const rows = fee.schedule ?? [];
  const unknown = rows.find(
    (row) => row.milestone && !milestones.some((one) => isMeant(row.milestone as Reference, one)),
  );
  if (unknown) return unknownMilestone(unknown.milestone as Reference);
  const shares = rows.map((row) =>
    exact(
      row.amount ??
        exact(fee.amount)
          .times(row.percent ?? '0')
          .times('0.01')
          .toFixed(),
    ),
  );
  const amounts = cumulative(shares, currency);
  return rows.map((row, index) => {
    const amount = amounts[index] as Big;
    const milestone = milestones.find((one) => row.milestone && isMeant(row.milestone, one));
    if (milestone) return ofMilestone(row.name, amount, milestone, period.to);
    const on = row.on ?? '';
    return {
      label: row.name,
      amount,
      on,
      due: on <= period.to,
      when: on <= period.to ? `since ${dayWords(on)}` : `from ${dayWords(on)} on`,
    };
  });
}

function byMilestones(
  fee: FixedFee,
  line: OrderLine,
  { period, milestones = [] }: Work,
  currency: Currency,
): Piece[] | Missing {
  const own = milestones.filter(({ orderLineId }) => orderLineId === line.id).toSorted((a, b) => a.id - b.id);
  const whole = sum(own.map(({ share = '0' }) => share));
  if (own.length === 0 || whole.gt(1)) {
    const what =
      own.length === 0
        ? `no milestone names “${line.name}”`
        : `the milestones of “${line.name}” come to ${whole.times(100).toFixed()} % together`;
    return {
      missing: {
        code: 'fee.milestones',
        what,
        nextStep: 'Give the milestones of the project this order line and their shares, 100 % together.',
      },
    };
  }
  const amounts = cumulative(
    own.map(({ share = '0' }) => exact(fee.amount).times(share)),
    currency,
  );
  return own.map((milestone, index) => ofMilestone(milestone.name, amounts[index] as Big, milestone, period.to));
}

function ofMilestone(label: string, amount: Big, milestone: Milestone, last: string): Piece {
  const { name, reached, reachedOn } = milestone;
  const due = reached && (reachedOn === undefined || reachedOn <= last);
  const when = due ? `${name} reached${reachedOn ? ` on ${dayWords(reachedOn)}` : ''}` : `once ${name} is reached`;
  return { label, amount, due, when, milestone, ...(reachedOn && { on: reachedOn }) };
}

function byHours(fee: FixedFee, line: OrderLine, currency: Currency): Piece[] | Missing {
  const hours = line.fee?.approvedHours;
  if (hours === undefined) {
    const what = `the approved time on “${line.name}” could not be read`;
    return { missing: { code: 'fee.hours', what, nextStep: 'Run again; if it stays, tell the administrator.' } };
  }
  const budget = exact(fee.budgetHours ?? '0');
  const done = atMostWhole(exact(hours).div(budget));
  return [complete(fee, done, `${quantityText(exact(hours), 'h')} of ${quantityText(budget, 'h')} approved`, currency)];
}

function byDelivery(fee: FixedFee, line: OrderLine, currency: Currency): Piece[] {
  const done = atMostWhole(exact(line.delivered).div(exact(line.ordered)));
  const words = `${quantityText(exact(line.delivered), line.unit)} of ${quantityText(exact(line.ordered), line.unit)} delivered`;
  return [complete(fee, done, words, currency)];
}

function complete(fee: FixedFee, share: Big, when: string, currency: Currency): Piece {
  const label = `${quantityText(share.times(100).round(2), '%')} complete`;
  return { label, amount: roundHalfUp(exact(fee.amount).times(share), currency.digits), due: true, when };
}

const atMostWhole = (share: Big): Big => (share.gt(1) ? exact('1') : share.lt(0) ? exact('0') : share);

/** Shares rounded so that however many are billed, their total is off by less than a unit of the currency's last digit. */
function cumulative(shares: Big[], { digits }: Currency): Big[] {
  let total = exact('0');
  return shares.map((share) => {
    const before = roundHalfUp(total, digits);
    total = total.plus(share);
    return roundHalfUp(total, digits).minus(before);
  });
}

function unknownMilestone({ id, name }: Reference): Missing {
  const what = `milestone ${name ?? `#${id}`} was not found`;
  return {
    missing: { code: 'fee.milestone-unknown', what, nextStep: 'Name a milestone of the project in the terms.' },
  };
}
