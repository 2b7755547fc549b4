import { groupBy } from '../group.ts';
import type { InvoiceLife, LifeEvent } from './life.ts';

/** An approval request as an invoice's record tells it. */
export interface AskedLife {
  invoice: InvoiceLife;
  /** Of this invoice; 0 is the first. */
  number: number;
  events: LifeEvent[];
  /** How it ended; absent while it is open. */
  end?: LifeEvent;
}

const ENDS = ['approved', 'rejected', 'voided'];

/** Every request of every invoice, in the order they were made. */
export function requestsOf(invoices: readonly InvoiceLife[]): AskedLife[] {
  return invoices.flatMap((invoice) => {
    const asked = groupBy(
      invoice.events.filter(({ request }) => request !== ''),
      ({ request }) => request,
    );
    return [...asked.values()].map((events, number) => {
      const end = events.find(({ kind }) => ENDS.includes(kind));
      return { invoice, number, events, ...(end && { end }) };
    });
  });
}
