import { exact } from '../../money/decimal.ts';
import type { Charge } from '../charge/charge.ts';
import { agreed, changed, endedBy, latest, valueOf } from '../charge/charge.ts';
import { dayWords } from '../days.ts';
import type { Currency, Decimal } from '../entry.ts';
import { termsText } from '../terms/in-force.ts';
import type { Agreement } from '../terms/schema.ts';
import { amountWords, quantityText, unitOf } from '../words.ts';
import type { Share } from './balance.ts';
import type { Period } from './periods.ts';
import { periodName } from './periods.ts';
import type { Piece } from './pieces.ts';
import { cut } from './pieces.ts';
import { total } from './settle.ts';
import { drawnWords, measureWords } from './words.ts';

const id = 'terms.retainer';

interface Drew {
  period: Period;
  /** Of the balance, after the draw. */
  left: Decimal;
  currency: Currency;
  inHours: boolean;
  agreement: Agreement;
}

/** What becomes of a piece: included as far as it is covered, billed beyond; held where what was recorded is not covered. */
export function afterDraw(piece: Piece & { charge: Charge }, shares: readonly Share[], drew: Drew): Charge[] {
  const { period, left, currency, inHours } = drew;
  const covered = total(shares);
  const [included, rest] = cut(piece, covered, inHours);
  return [
    ...(included
      ? [
          endedBy(included, id, {
            verdict: 'included',
            reason: drawnWords(shares, left, period, currency, piece.change),
            drawn: covered,
            inputs: {
              retainer: `${measureWords(covered, period.retainer, currency)} drawn, ${measureWords(left, period.retainer, currency)} left on ${dayWords(piece.day)}`,
            },
          }),
        ]
      : []),
    ...(rest ? [piece.recorded ? overdrawn(rest, drew) : beyond(rest, drew)] : []),
  ];
}

function beyond(charge: Charge, { period, currency, agreement }: Drew): Charge {
  const { section, from } = agreed(charge, 'retainer') ?? never();
  const { overageRate: rate } = section;
  const atRate = rate !== undefined && charge.entry.kind === 'time';
  const words = atRate ? `overage rate ${amountWords(rate, currency)} per hour` : '';
  const priced = atRate
    ? changed(charge, id, words, {
        unitPrice: exact(rate).times(exact(charge.line.hoursPerUnit ?? '1')),
        discount: exact('0'),
      })
    : charge;
  const quantity = quantityText(latest(charge).billed, unitOf(charge.entry));
  const where = `beyond the retainer for ${periodName(period)}`;
  const how = `billed at the ${atRate ? words : 'ordinary rate'} (${termsText(from)})`;
  if (latest(charge).billed.lt(0)) {
    const reason = `${quantity}, taken back of what was billed ${where}: ${how}.`;
    return { ...priced, ruling: { ...priced.ruling, reason } };
  }
  const reason = `${quantity} ${where}, of which nothing is left: ${how}.`;
  const { entry } = charge;
  return {
    ...priced,
    ruling: {
      ...priced.ruling,
      reason,
      case: {
        kind: 'policy',
        code: 'retainer.exhausted',
        severity: 'low',
        cause: `agreement ${agreement.id}, retainer ${period.from}`,
        title: `Retainer used up: ${agreement.name}, ${periodName(period)}`,
        detail: `${dayWords(entry.date)} ${entry.person?.name ?? ''} ${entry.description}: ${reason}`,
        nextStep: 'Tell the customer before the invoice does, or agree on a larger retainer.',
      },
    },
  };
}

function overdrawn(charge: Charge, { period, currency, agreement }: Drew): Charge {
  const quantity = quantityText(latest(charge).billed, unitOf(charge.entry));
  const worth = amountWords(valueOf(charge, latest(charge)), currency);
  const detail = `${dayWords(charge.entry.date)} ${charge.entry.description}: ${quantity}, worth ${worth}, was drawn from the retainer of ${agreement.name} by an earlier run, and its balance for ${periodName(period)} does not cover it.`;
  return endedBy(charge, id, {
    verdict: 'hold',
    reason: detail,
    case: {
      kind: 'policy',
      code: 'retainer.overdrawn',
      severity: 'high',
      cause: `agreement ${agreement.id}, retainer ${period.from}`,
      title: `More was drawn than the retainer has: ${agreement.name}, ${periodName(period)}`,
      detail,
      nextStep:
        'Either two runs drew at once, or terms or entries changed after it was drawn. Sign a version that covers it; or delete its row in the ledger, and the next run bills it beyond the retainer.',
    },
  });
}

function never(): never {
  throw new Error('Only work whose terms have a retainer draws on one.');
}
