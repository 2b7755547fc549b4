import type { DecisionOutcome, InvoiceFacts } from '../billing/ports.ts';

type Unsaid = Pick<InvoiceFacts, 'name' | 'unsaid'>;

/** What wants a look before anything is decided, what nobody can approve it without before all else. */
export const unusualOf = ({ unsaid = [], findings }: Pick<InvoiceFacts, 'unsaid' | 'findings'>) => [
  ...unsaid,
  ...findings,
];

/**
 * Why nobody can approve it yet, whoever they are: it is not said what becomes of work that is off it. Odoo would refuse the
 * decision with the same words, later. A rejection needs none of it.
 *
 * @param where the draft is mended, besides in Odoo; undefined where nobody can sign in
 */
export function notReady(
  { name, unsaid = [] }: Unsaid,
  outcome: DecisionOutcome,
  where: string | undefined,
): { code: 'unsaid'; reason: string } | undefined {
  if (outcome === 'rejected' || unsaid.length === 0) return undefined;
  const why = unsaid.map(({ message }) => message).join(' ');
  const mend = `Whoever prepares it says so on the invoice in Odoo${where ? `, or at ${where}` : ''}; you can reject it.`;
  return { code: 'unsaid', reason: `${name} can’t be approved yet. ${why} ${mend}` };
}

/** Where somebody takes work off a draft, or says what becomes of what is off it. */
export const draftPage = (desk: string | undefined, invoiceId: number): string | undefined =>
  desk && `${desk}/invoices/${invoiceId}`;
