import { releaseInvoices } from '../../../src/billing/release.ts';
import { closeSent, sendByHand } from '../support/send.ts';
import { decide, pay, postOnly, rebill } from './acts.ts';
import type { Expected, Firm, Problem, Sold } from './problem.ts';

const notPosted = ({ invoice }: Sold, money: number): Expected[] => [
  { watch: 'stuck-invoices', key: `invoice.not-posted:account.move,${invoice}`, money },
];
const notSent = ({ invoice }: Sold, money: number): Expected[] => [
  { watch: 'stuck-invoices', key: `invoice.not-sent:account.move,${invoice}`, money },
];

const approved = (own: Sold, firm: Firm) => decide(firm, own.invoice, 'approved');

const postAndSend = async (own: Sold, firm: Firm): Promise<void> => {
  await firm.world.drafting.post([own.invoice]);
  await sendByHand(firm.world, own.invoice, ['manual']);
};

export const NOT_POSTED: Problem[] = [
  {
    what: 'approved, and n8n was down',
    sale: { lines: [{ price: 130, hours: [7] }] },
    billed: 'draft',
    plant: approved,
    found: (own) => notPosted(own, 7 * 130),
    mend: postAndSend,
  },
  {
    what: 'approved, and taken back since',
    sale: { lines: [{ price: 88, hours: [2, 2.5] }] },
    billed: 'draft',
    plant: approved,
    found: (own) => notPosted(own, 4.5 * 88),
    mend: (own, firm) => decide(firm, own.invoice, 'rejected'),
  },
  {
    what: 'approved, with a discount, and drawn up by mistake',
    sale: { lines: [{ price: 120, hours: [5], discount: 10 }] },
    billed: 'draft',
    plant: approved,
    found: (own) => notPosted(own, 5 * 120 * 0.9),
    mend: rebill,
  },
];

/** Their customers have no address: the release can't send. */
const refused = async (own: Sold, firm: Firm): Promise<void> => {
  await postOnly(firm, own.invoice);
  await releaseInvoices(firm.world.drafting, [own.invoice], firm.today);
};

const sent = async ({ invoice }: Sold, { world }: Firm): Promise<void> => {
  await sendByHand(world, invoice, ['manual']);
  await closeSent(world);
};

export const NOT_SENT: Problem[] = [
  {
    what: 'posted, and nobody released it',
    sale: { lines: [{ price: 110, hours: [6] }] },
    billed: 'draft',
    plant: (own, firm) => postOnly(firm, own.invoice),
    found: (own) => notSent(own, 6 * 110),
    mend: sent,
    closedByOdoo: true,
  },
  {
    what: 'released, and its customer has no address: the case is the one of the release',
    sale: { lines: [{ price: 95, hours: [4, 4] }] },
    billed: 'draft',
    plant: refused,
    found: (own) => notSent(own, 8 * 95),
    mend: sent,
    closedByOdoo: true,
  },
  {
    what: 'posted and never sent, and paid all the same',
    sale: { lines: [{ price: 77.7, hours: [3] }] },
    billed: 'draft',
    plant: (own, firm) => postOnly(firm, own.invoice),
    found: (own) => notSent(own, 3 * 77.7),
    mend: pay,
  },
];
