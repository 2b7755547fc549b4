import { given } from '../../../src/rules/given.ts';
import type { Order } from '../../../src/rules/entry.ts';
import { exact, sum, text } from '../../../src/money/decimal.ts';
import { proposalsOf } from '../../../src/rules/proposal/of.ts';
import type { Evaluation, Proposal } from '../../../src/rules/verdict.ts';
import type { BookedInvoice, Books, HeldPart, Source } from '../../../src/rules/watch/reconcile/books.ts';
import type { Ran } from '../after-drafting.ts';
import { afterDrafting, proposals } from '../after-drafting.ts';

/** A proposal that was drafted, and what became of the invoice. */
export interface Made {
  id: number;
  proposal: Proposal;
  state: BookedInvoice['state'];
  /** Share of each line that a posted credit note gives back; 1 is all of the invoice. */
  credited?: number;
}

export const TODAY = '2026-05-02';
const instant = (day: string): string => `${day}T10:00:00Z`;

const made = (run: Ran): Proposal[] => proposals(run).filter(({ orders: [{ advance }] }) => !advance);

/** The run with these of its proposals as if nobody had ever drafted them. */
export const without = (run: Ran, dropped: ReadonlySet<Proposal>): Ran => ({
  ...run,
  evaluations: run.evaluations.map((evaluation) => {
    const [first, ...others] = proposalsOf(evaluation).filter((one) => !dropped.has(one));
    return given({ ...evaluation, proposal: first, more: others.length > 0 ? others : undefined }) as Evaluation;
  }),
});

export const drafted = (run: Ran, from: number, fate: (at: number) => Omit<Made, 'id' | 'proposal'>): Made[] =>
  made(run).map((proposal, at) => ({ id: from + at, proposal, ...fate(at) }));

/** What Odoo has once all of it is made: invoices, the ledger, records and orders. */
export function booksOf(last: Ran, invoices: readonly Made[]): Books {
  const works = afterDrafting(last);
  const orders = works.flatMap(({ order }) => order ?? []);
  const parts = invoices.flatMap(partsOf);
  const byEntry = new Map(parts.filter(({ invoiceId }) => alive(invoices, invoiceId)).map((one) => [one.entry, one]));
  const records = works.flatMap(({ entries }) => entries.filter(({ kind }) => kind !== 'fee'));
  const verdicts = last.evaluations.flatMap((one) => one.parts.filter(({ verdict }) => verdict !== 'bill'));
  return {
    invoices: new Map(invoices.map((one) => [one.id, booked(one)])),
    parts,
    sources: new Map(
      records.map((record): [string, Source] => [
        record.key,
        {
          entry: record.key,
          approval: record.approval.state,
          written: instant('2026-04-30'),
          quantity: record.quantity,
          ...(record.kind !== 'milestone' && { date: record.date }),
          ...given({
            orderLineId: record.orderLineId,
            invoiceId: record.kind === 'time' ? byEntry.get(record.key)?.invoiceId : undefined,
          }),
        } as Source,
      ]),
    ),
    orders: new Map(orders.map((order) => [order.id, counted(order, parts, invoices)])),
    explained: new Set(verdicts.map(({ entry }) => entry)),
  };
}

const alive = (invoices: readonly Made[], id = 0): boolean =>
  invoices.some((one) => one.id === id && one.state !== 'cancel' && one.credited !== 1);

function booked({ id, proposal, state, credited }: Made): BookedInvoice {
  const all = proposal.orders.flatMap(({ lines }) => lines);
  return {
    id,
    name: `INV/${id}`,
    state,
    reversed: credited === 1,
    made: instant('2026-05-01'),
    changed: instant('2026-05-01'),
    currency: proposal.currency,
    lines: all.map((line, at) => ({
      id: lineId(id, at),
      name: line.description,
      quantity: line.quantity,
      priceUnit: line.priceUnit,
      discount: line.discount,
      orderLineId: line.orderLineId,
      downPayment: false,
      repriced: false,
    })),
    credits: credited
      ? [
          {
            id: id + 500_000,
            name: `RINV/${id}`,
            day: '2026-05-02',
            lines: all.map(({ orderLineId, amount }) => ({ orderLineId, amount: text(exact(amount).times(credited)) })),
          },
        ]
      : [],
  };
}

export const lineId = (invoiceId: number, at: number): number => invoiceId * 100 + at;

const partsOf = ({ id, proposal }: Made): HeldPart[] =>
  proposal.orders
    .flatMap(({ orderId, lines }) => lines.map((line) => ({ orderId, line })))
    .flatMap(({ orderId, line }, at) =>
      line.parts.map((part): HeldPart => ({
        entry: part.entry,
        kind: part.kind,
        date: part.date,
        description: part.description,
        person: part.person?.name ?? '',
        quantity: part.quantity,
        billed: part.charge?.billed ?? part.quantity,
        value: part.value ?? '0',
        terms: part.terms,
        orderId,
        orderLineId: line.orderLineId,
        ...(part.project && { projectId: part.project.id }),
        invoiceId: id,
        lineId: lineId(id, at),
      })),
    );

/** Order lines as Odoo counts them: what is delivered, and what invoices bill of it less credit notes. */
function counted(order: Order, parts: HeldPart[], invoices: readonly Made[]): Order {
  const lines = invoices
    .filter(({ state, credited }) => state !== 'cancel' && credited !== 1)
    .flatMap(({ proposal, credited = 0 }) =>
      proposal.orders.flatMap((own) => own.lines.map((line) => ({ line, credited }))),
    );
  return {
    ...order,
    lines: order.lines.map((line) => ({
      ...line,
      delivered: text(
        sum(parts.filter(({ orderLineId }) => orderLineId === line.id).map(({ quantity }) => quantity)).div(
          line.hoursPerUnit ?? '1',
        ),
      ),
      invoiced: text(
        sum(
          lines
            .filter((one) => one.line.orderLineId === line.id)
            .map((one) => exact(one.line.quantity).times(1 - one.credited)),
        ),
      ),
    })),
  };
}
