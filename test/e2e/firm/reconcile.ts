import { unguarded } from '../support/unguarded.ts';
import { bill, cancel, editLines, linesOf, TIME, write } from './acts.ts';
import type { Expected, Firm, Problem, Sale, Sold } from './problem.ts';

const found = (code: string, record: string, money: number): Expected[] => [
  { watch: 'reconcile', key: `reconcile.${code}:${record}`, money },
];
const ofTime = (code: string, { timeIds: [id] }: Sold, money: number) => found(code, `${TIME},${id}`, money);
const ofInvoice = (code: string, { invoice }: Sold, money: number) => found(code, `account.move,${invoice}`, money);

const worked = (price: number, ...hours: number[]): Sale => ({ lines: [{ price, hours }], daysAgo: 6 });

/** Odoo lets nobody touch time that is linked to an invoice. */
const free = ({ timeIds }: Sold, firm: Firm) => write(firm, TIME, timeIds, { timesheet_invoice_id: false });
const link = ({ timeIds, invoice }: Sold, firm: Firm) => write(firm, TIME, timeIds, { timesheet_invoice_id: invoice });

const remove = async (own: Sold, firm: Firm) => {
  await free(own, firm);
  await firm.world.admin.call(TIME, 'unlink', [own.timeIds.slice(0, 1)]);
};
const cancelIt = ({ invoice }: Sold, firm: Firm) => cancel(firm, invoice);

export const DELETED: Problem[] = [
  {
    what: 'billed, then deleted',
    sale: worked(120, 8),
    billed: 'draft',
    plant: remove,
    found: (own) => ofTime('deleted', own, 8 * 120),
    mend: cancelIt,
  },
  {
    what: 'a quarter of an hour, billed and deleted',
    sale: worked(130, 0.25),
    billed: 'draft',
    plant: remove,
    found: (own) => ofTime('deleted', own, 0.25 * 130),
    mend: cancelIt,
  },
  {
    what: 'a day of one cent',
    sale: worked(0.01, 1),
    billed: 'draft',
    plant: remove,
    found: (own) => ofTime('deleted', own, 0.01),
    mend: cancelIt,
  },
];

const changes = (values: object) => async (own: Sold, firm: Firm) => {
  await free(own, firm);
  await write(firm, TIME, own.timeIds.slice(0, 1), values);
};
const restores = (values: (own: Sold, firm: Firm) => object) => async (own: Sold, firm: Firm) => {
  await write(firm, TIME, own.timeIds.slice(0, 1), values(own, firm));
  await link(own, firm);
};

export const CHANGED: Problem[] = [
  {
    what: 'billed with 8 hours, cut to 6.5',
    sale: worked(100, 8),
    billed: 'draft',
    plant: changes({ unit_amount: 6.5 }),
    found: (own) => ofTime('changed', own, 1.5 * 100),
    mend: restores(() => ({ unit_amount: 8 })),
    again: changes({ unit_amount: 5 }),
  },
  {
    what: 'billed of one day, moved to another',
    sale: worked(105, 6),
    billed: 'draft',
    plant: (own, firm) => changes({ date: firm.ago(4) })(own, firm),
    found: (own) => ofTime('changed', own, 6 * 105),
    mend: restores((_, { ago }) => ({ date: ago(6) })),
  },
  {
    what: 'billed on one order line, moved to the other',
    sale: {
      lines: [
        { price: 100, hours: [4] },
        { price: 150, hours: [] },
      ],
      daysAgo: 6,
    },
    billed: 'draft',
    plant: (own, firm) => changes({ so_line: own.lineIds[1] })(own, firm),
    found: (own) => ofTime('changed', own, 4 * 100),
    mend: restores(({ lineIds }) => ({ so_line: lineIds[0] })),
  },
];

const setHours = (quantity: number) => async (own: Sold, firm: Firm) => {
  const [line = 0] = await linesOf(firm, own.invoice);
  own.made = [line];
  await editLines(firm, own.invoice, [1, line, { quantity }]);
};
const ofLine = ({ made: [line] }: Sold, money: number) => found('amount', `account.move.line,${line}`, money);

export const OTHER_AMOUNT: Problem[] = [
  {
    what: 'ten hours worked, nine on the invoice',
    sale: worked(100, 8, 2),
    billed: 'draft',
    plant: setHours(9),
    found: (own) => ofLine(own, 100),
    mend: setHours(10),
    again: setHours(11),
  },
  {
    what: 'half an hour less on the invoice',
    sale: worked(110, 8, 2),
    billed: 'draft',
    plant: setHours(9.5),
    found: (own) => ofLine(own, 0.5 * 110),
    mend: setHours(10),
  },
  {
    what: 'two hours more on the invoice',
    sale: worked(120, 8, 2),
    billed: 'draft',
    plant: setHours(12),
    found: (own) => ofLine(own, 2 * 120),
    mend: setHours(10),
  },
];

const twoLines = (price: number, hours: number): Sale => ({
  lines: [
    { price: 80, hours: [3] },
    { price, hours: [hours] },
  ],
});
const takeOff = async (own: Sold, firm: Firm) => {
  const [, line] = await linesOf(firm, own.invoice);
  await editLines(firm, own.invoice, [2, line]);
};

export const UNBILLED: Problem[] = [
  {
    what: 'four hours taken off the draft by hand',
    sale: twoLines(100, 4),
    billed: 'draft',
    plant: takeOff,
    found: (own) => ofInvoice('unbilled', own, 4 * 100),
    mend: bill,
  },
  {
    what: 'five hours taken off the draft by hand',
    sale: twoLines(110, 5),
    billed: 'draft',
    plant: takeOff,
    found: (own) => ofInvoice('unbilled', own, 5 * 110),
    mend: bill,
  },
  {
    what: 'six hours taken off the draft by hand',
    sale: twoLines(120, 6),
    billed: 'draft',
    plant: takeOff,
    found: (own) => ofInvoice('unbilled', own, 6 * 120),
    mend: bill,
  },
];

export const CANCELLED: Problem[] = [
  {
    what: 'cancelled, and not billed anew',
    sale: worked(100, 8, 2),
    billed: 'draft',
    plant: cancelIt,
    found: (own) => ofInvoice('cancelled', own, 10 * 100),
    mend: bill,
  },
  {
    what: 'three hours of a cancelled draft',
    sale: worked(110, 3),
    billed: 'draft',
    plant: cancelIt,
    found: (own) => ofInvoice('cancelled', own, 3 * 110),
    mend: bill,
  },
  {
    what: 'an hour and a half of a cancelled draft',
    sale: worked(120, 1.5),
    billed: 'draft',
    plant: cancelIt,
    found: (own) => ofInvoice('cancelled', own, 1.5 * 120),
    mend: bill,
  },
];

/** Cancelled, billed anew, and then the first is opened again. */
const openAgain = async (own: Sold, firm: Firm) => {
  await cancelIt(own, firm);
  own.made = [await bill(own, firm)];
  await unguarded(firm.world, 'automation_hold_again', () =>
    firm.world.admin.call('account.move', 'button_draft', [[own.invoice]]),
  );
};
const twice = ({ made: [second] }: Sold, money: number) => found('billed-twice', `account.move,${second}`, money);

export const BILLED_TWICE: Problem[] = [
  {
    what: 'ten hours on two drafts',
    sale: worked(100, 8, 2),
    billed: 'draft',
    plant: openAgain,
    found: (own) => twice(own, 10 * 100),
    mend: cancelIt,
  },
  {
    what: 'three hours on two drafts',
    sale: worked(110, 3),
    billed: 'draft',
    plant: openAgain,
    found: (own) => twice(own, 3 * 110),
    mend: cancelIt,
  },
  {
    what: 'an hour and a half on two drafts',
    sale: worked(120, 1.5),
    billed: 'draft',
    plant: openAgain,
    found: (own) => twice(own, 1.5 * 120),
    mend: cancelIt,
  },
];

export const FREED: Problem[] = [
  {
    what: 'ten hours of a draft, linked to nothing',
    sale: worked(100, 8, 2),
    billed: 'draft',
    plant: free,
    found: (own) => ofInvoice('freed', own, 10 * 100),
    mend: link,
    again: free,
  },
  {
    what: 'three hours of a draft, linked to nothing',
    sale: worked(110, 3),
    billed: 'draft',
    plant: free,
    found: (own) => ofInvoice('freed', own, 3 * 110),
    mend: link,
  },
  {
    what: 'an hour and a half of a draft, linked to nothing',
    sale: worked(120, 1.5),
    billed: 'draft',
    plant: free,
    found: (own) => ofInvoice('freed', own, 1.5 * 120),
    mend: link,
  },
];
