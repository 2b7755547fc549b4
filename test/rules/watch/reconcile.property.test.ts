import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exact, text } from '../../../src/money/decimal.ts';
import { reconcile } from '../../../src/rules/watch/reconcile.ts';
import type { BookedInvoice, Books, HeldPart } from '../../../src/rules/watch/reconcile/books.ts';
import { isLive } from '../../../src/rules/watch/reconcile/books.ts';
import type { Evaluation } from '../../../src/rules/verdict.ts';
import { afterDrafting, proposals, ran } from '../after-drafting.ts';
import { anyFirm, END } from '../firm.ts';
import type { Firm } from '../firm.ts';
import { upTo } from '../runs.ts';
import { booksOf, drafted, TODAY, without } from './reconciled-firm.ts';

interface Story {
  firm: Firm;
  /** Up to which day the first run bills. */
  day: string;
  /** What becomes of the invoices, in turn. */
  fates: ('draft' | 'posted' | 'cancel' | 'part credited')[];
}

const story: fc.Arbitrary<Story> = fc.record({
  firm: anyFirm(0),
  day: fc.constantFrom('2026-03-12', '2026-03-31', '2026-04-08'),
  fates: fc.array(fc.constantFrom('draft', 'posted', 'cancel', 'part credited'), { minLength: 3, maxLength: 3 }),
});

/** Billed to a day; some of it cancelled, some credited in part; then billed to the end, cancelled work again. */
function played({ firm, day, fates }: Story): { books: Books; evaluations: Evaluation[] } {
  const first = ran(upTo(firm.works, day));
  const fateAt = (at: number) => {
    const fate = fates[at % fates.length];
    if (fate === 'draft' || fate === 'cancel') return { state: fate };
    return { state: 'posted', ...(fate === 'part credited' && { credited: 0.25 }) } as const;
  };
  const invoices = drafted(first, 1000, fateAt);
  const dropped = new Set(invoices.filter(({ state }) => state === 'cancel').map(({ proposal }) => proposal));
  const second = ran(upTo(afterDrafting(without(first, dropped)), END));
  const all = [...invoices, ...drafted(second, 2000, () => ({ state: 'draft' }))];
  return { books: booksOf(second, all), evaluations: ran(afterDrafting(second)).evaluations };
}

const codes = ({ books, evaluations }: { books: Books; evaluations: Evaluation[] }): string[] =>
  reconcile({ books, evaluations }, { waitDays: 7 }, TODAY).findings.map(({ code }) => code);

/** What a live invoice holds alone and whole: nothing else of it can be odd. */
const wholes = ({ parts, invoices, sources }: Books): HeldPart[] =>
  parts.filter(
    ({ kind, entry, quantity, value, invoiceId = 0 }) =>
      kind === 'time' &&
      isLive(invoices.get(invoiceId)) &&
      invoices.get(invoiceId)?.credits.length === 0 &&
      exact(value).gt(1) &&
      exact(quantity).eq(sources.get(entry)?.quantity ?? '0') &&
      parts.filter((one) => one.entry === entry && isLive(invoices.get(one.invoiceId ?? 0))).length === 1,
  );

type Plant = (books: Books, part: HeldPart) => Books;
const withSource = (books: Books, { entry }: HeldPart, fields: object): Books => {
  const known = books.sources.get(entry);
  return known ? { ...books, sources: new Map([...books.sources, [entry, { ...known, ...fields }]]) } : books;
};
const withInvoice = (books: Books, invoice: BookedInvoice): Books => ({
  ...books,
  invoices: new Map([...books.invoices, [invoice.id, invoice]]),
});
const onLine =
  ({ lineId = 0 }: HeldPart, change: (line: BookedInvoice['lines'][number]) => object) =>
  (invoice: BookedInvoice) => ({
    ...invoice,
    lines: invoice.lines.map((line) => (line.id === lineId ? { ...line, ...change(line) } : line)),
  });

const PLANTS: Record<string, Plant> = {
  'reconcile.deleted': (books, { entry }) => ({
    ...books,
    sources: new Map([...books.sources].filter(([key]) => key !== entry)),
  }),
  'reconcile.changed': (books, part) => withSource(books, part, { quantity: text(exact(part.quantity).div(2)) }),
  'reconcile.freed': (books, part) => withSource(books, part, { invoiceId: undefined }),
  'reconcile.cancelled': (books, part) =>
    withInvoice(withSource(books, part, { invoiceId: 9 }), {
      ...(books.invoices.get(part.invoiceId ?? 0) as BookedInvoice),
      id: 9,
      state: 'cancel',
      lines: [],
    }),
  'reconcile.amount': (books, part) =>
    withInvoice(
      books,
      onLine(part, ({ quantity }) => ({ quantity: text(exact(quantity).plus(1)) }))(
        books.invoices.get(part.invoiceId ?? 0) as BookedInvoice,
      ),
    ),
  'reconcile.billed-outside': (books, part) => {
    const [id, of] = [9000, books.invoices.get(part.invoiceId ?? 0) as BookedInvoice];
    const line = of.lines.find((each) => each.id === part.lineId) as BookedInvoice['lines'][number];
    const orders = [...books.orders].map(([key, order]): [number, typeof order] => [
      key,
      {
        ...order,
        lines: order.lines.map((sold) =>
          sold.id === part.orderLineId ? { ...sold, invoiced: text(exact(sold.invoiced).plus(50)) } : sold,
        ),
      },
    ]);
    const lines = [{ ...line, id: 900_000, quantity: '50' }];
    return withInvoice({ ...books, orders: new Map(orders) }, { ...of, id, lines, credits: [] });
  },
  'reconcile.billed-twice': (books, part) => {
    const again = { ...(books.invoices.get(part.invoiceId ?? 0) as BookedInvoice), id: 9000, credits: [] };
    const line = again.lines.find(({ id }) => id === part.lineId);
    const [quantity, discount] = ['1', '0'];
    const lines = line ? [{ ...line, id: 900_000, quantity, discount, priceUnit: part.value }] : [];
    const doubled = { ...part, invoiceId: 9000, lineId: 900_000 };
    return withInvoice({ ...books, parts: [...books.parts, doubled] }, { ...again, lines });
  },
};

describe('for any firm with agreed terms', { timeout: 120_000 }, () => {
  it('what is generated bills, cancels, credits and bills again', () => {
    const seen = new Set<string>();
    for (const one of fc.sample(story, { numRuns: 30, seed: 6 })) {
      const { books } = played(one);
      for (const { state, credits } of books.invoices.values()) seen.add(credits.length > 0 ? 'credited' : state);
      if (wholes(books).length > 0) seen.add('whole');
      if (books.parts.length > new Set(books.parts.map(({ entry }) => entry)).size)
        seen.add('billed again or in parts');
    }
    const wanted = ['draft', 'posted', 'cancel', 'credited', 'whole', 'billed again or in parts'];
    expect(wanted.filter((each) => !seen.has(each))).toEqual([]);
  });

  it('reconciliation finds nothing, whatever was drafted, posted, cancelled, credited in part and billed later', () => {
    fc.assert(
      fc.property(story, (one) => {
        expect(codes(played(one))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it.each(Object.keys(PLANTS))('exactly what is wrong is found: %s', (code) => {
    fc.assert(
      fc.property(story, fc.nat(), (one, at) => {
        const { books, evaluations } = played(one);
        const free = wholes(books);
        const part = free[at % Math.max(free.length, 1)];
        fc.pre(part !== undefined);
        expect(codes({ books: (PLANTS[code] as Plant)(books, part), evaluations })).toEqual([code]);
      }),
      { numRuns: 15 },
    );
  });

  it('an invoice that is gone leaves its work to the next run', () => {
    fc.assert(
      fc.property(story, (one) => {
        const first = ran(upTo(one.firm.works, one.day));
        fc.pre(proposals(first).length > 0);
        const all = drafted(first, 1000, () => ({ state: 'cancel' }));
        const books = booksOf(without(first, new Set(proposals(first))), all);
        expect(codes({ books, evaluations: first.evaluations })).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });
});
