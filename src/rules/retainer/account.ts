import { exact } from '../../money/decimal.ts';
import type { Charge } from '../charge/charge.ts';
import { countedUnder } from '../charge/counted-under.ts';
import type { Run } from '../charge/step.ts';
import type { Currency, Day } from '../entry.ts';
import type { Agreement } from '../terms/schema.ts';
import { casesOf } from './cases.ts';
import type { Billed } from './fees.ts';
import { billedOf, billFees, duesOf } from './fees.ts';
import { afterDraw } from './outcome.ts';
import type { Period, Stretch } from './periods.ts';
import { periodName, periodOn, periodsOf, stretchesOf } from './periods.ts';
import type { Piece } from './pieces.ts';
import { elsewhere, piecesOf } from './pieces.ts';
import type { RetainerReport } from './report.ts';
import { settle } from './settle.ts';
import type { Drawing, Movement } from './statement.ts';
import { movementsOf } from './statement.ts';
import { measureWords } from './words.ts';

/** One agreement's retainer in one run. */
export interface Account {
  agreement: Agreement;
  currency: Currency;
  /** The run's last day to bill. */
  until: Day;
  run: Run;
  /** Keys of the entries the run sees. */
  seen: ReadonlySet<string>;
}

interface Side {
  charges: Charge[];
  movements: Movement[];
  paid: Period[];
}

/** Who draws what of an agreement's retainer, what is billed beyond it, and which of its periods are to be billed. */
export function settleAccount(
  account: Account,
  work: readonly Charge[],
  fees: readonly Charge[],
): { charges: Charge[] } & Omit<RetainerReport, 'work'> {
  const { agreement, currency, until, run } = account;
  const billed = billedOf(agreement, run);
  const stretches = stretchesOf(agreement);
  const sides = stretches.map((stretch) => settleStretch(stretch, work.filter(isIn(stretch)), account, billed));
  const all = sides.flatMap(({ paid }) => paid);
  const dues = duesOf(
    all.filter(({ from }) => from <= until),
    billed,
  );
  const invoices = billFees(fees, dues, agreement);
  const movements = sides.flatMap((side) => side.movements).filter(({ day }) => day <= until);
  const inHours = stretches.at(-1)?.spans.at(-1)?.retainer.hours !== undefined;
  const statement = {
    agreement: agreement.id,
    name: agreement.name,
    unit: inHours ? 'h' : currency.code,
    on: until,
    balance: movements.at(-1)?.balance ?? '0',
    notBilled: dues.map(({ period }) => periodName(period)),
    movements,
  };
  return {
    charges: [...sides.flatMap((side) => side.charges), ...invoices.charges],
    statement,
    cases: casesOf(account, { movements, paid: all, billed, left: invoices.left }),
  };
}

const isIn =
  ({ from, to }: Stretch) =>
  ({ entry }: Charge): boolean =>
    from <= entry.date && (to === undefined || entry.date <= to);

function settleStretch(stretch: Stretch, charges: Charge[], account: Account, billed: Billed): Side {
  const { agreement, currency, run, seen, until } = account;
  const [{ retainer }] = stretch.spans as [Stretch['spans'][number]];
  const inHours = retainer.hours !== undefined;
  const words = (amount: Parameters<typeof measureWords>[0]): string => measureWords(amount, retainer, currency);
  const drawn = run.drawn.filter((row) => row.agreement === agreement.id);
  const last = [until, ...drawn.map(({ date }) => date)].toSorted().at(-1) as Day;
  const periods = periodsOf(stretch, last);
  const drawing = new Set(charges.map(({ entry }) => entry.key));
  const pieces: Piece[] = [
    ...elsewhere(drawn, seen, drawing, words),
    ...piecesOf(charges, drawn, inHours, words),
  ].toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  const settled = settle(periods, pieces, {
    isBilled: (period) => billed.byPeriod.has(periodName(period)),
    overage: overageOf(account, retainer.of ?? ['time'], inHours, periods),
  });
  const drawings = new Map<Piece, Drawing>(
    pieces.map((piece) => [piece, { ...piece, shares: settled.shares.get(piece) ?? [] }]),
  );
  const { movements, after } = movementsOf(periods, settled, [...drawings.values()], stretch, last, currency);
  const ended = pieces.flatMap((piece) => {
    const drawing = drawings.get(piece) as Drawing;
    const period = periodOn(periods, piece.day);
    if (!piece.charge || !period) return piece.charge ?? [];
    const left = after.get(drawing) ?? '0';
    return afterDraw({ ...piece, charge: piece.charge }, drawing.shares, {
      period,
      left,
      currency,
      inHours,
      agreement,
    });
  });
  return { charges: ended, movements, paid: [...settled.paid] };
}

/** What invoices hold of work that the retainer did not cover. */
function overageOf(
  { agreement, run }: Account,
  kinds: readonly string[],
  inHours: boolean,
  periods: readonly Period[],
) {
  const fees = new Set(periods.map(periodName));
  return countedUnder('retainer', { agreement }, run)
    .filter(({ kind, label }) => kinds.includes(kind) && !(kind === 'fee' && fees.has(label ?? '')))
    .map(({ date, billed, value }) => ({ day: date, amount: exact(inHours ? billed : value) }));
}
