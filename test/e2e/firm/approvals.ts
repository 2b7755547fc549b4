import { createOne } from '../support/seed/odoo.ts';
import { ask, bill, decide, post, write } from './acts.ts';
import type { Expected, Firm, Problem, Sale, Sold } from './problem.ts';

const expense = ({ made: [id] }: Sold, money: number): Expected[] => [
  {
    watch: 'delayed-approvals',
    key: `approval.expense-late:hr.expense,${id}`,
    money,
    owner: 'project manager',
  },
];

/** Submitted by whoever works for the order. */
const claim = (category: keyof Firm['categories'], daysAgo: number, spent: object) => async (own: Sold, firm: Firm) => {
  const { world, categories, ago, projectManager } = firm;
  // Without an approver, Odoo approves what is submitted by itself.
  await write(firm, 'hr.employee', [own.employeeId], { expense_manager_id: projectManager });
  const id = await createOne(world.admin, 'hr.expense', {
    name: `${category} for ${own.orderId}`,
    date: ago(daysAgo),
    employee_id: own.employeeId,
    product_id: categories[category],
    payment_mode: 'own_account',
    sale_order_id: own.orderId,
    ...spent,
  });
  await world.admin.call('hr.expense', 'action_submit', [[id]]);
  own.made = [id];
};

const accept = async ({ made }: Sold, { world }: Firm): Promise<void> => {
  const wizard = await createOne(world.admin, 'hr.expense.approve.duplicate', { expense_ids: [[6, 0, made]] });
  await world.admin.call('hr.expense.approve.duplicate', 'action_approve', [[wizard]]);
};

const refuse = async ({ made }: Sold, { world }: Firm): Promise<void> => {
  const wizard = await createOne(world.admin, 'hr.expense.refuse.wizard', {
    reason: 'Private',
    expense_ids: [[6, 0, made]],
  });
  await world.admin.call('hr.expense.refuse.wizard', 'action_refuse', [[wizard]]);
};

export const EXPENSES_LATE: Problem[] = [
  {
    what: 'a train ticket waits for nine days',
    sale: {},
    plant: claim('train', 9, { quantity: 1, total_amount_currency: 85.5 }),
    found: (own) => expense(own, 85.5),
    mend: accept,
  },
  {
    what: 'a hotel waits, of which 19 % tax is got back',
    sale: {},
    plant: claim('hotel', 14, { quantity: 1, total_amount_currency: 238 }),
    found: (own) => expense(own, 238 - 38),
    mend: accept,
  },
  {
    what: 'mileage waits that was a private drive',
    sale: {},
    plant: claim('mileage', 20, { quantity: 120 }),
    found: (own) => expense(own, 120 * 0.45),
    mend: refuse,
  },
];

const reached = (price: number, share: number, reachedAgo: number): Sale => ({
  product: 'milestones',
  ordered: 1,
  lines: [{ price, hours: [] }],
  milestones: [{ name: 'Concept', share, reachedAgo }],
});

const acceptance = ({ milestoneIds: [id] }: Sold, money: number): Expected => ({
  watch: 'delayed-approvals',
  key: `approval.milestone-late:project.milestone,${id}`,
  money,
});

const acceptAndBill = async (own: Sold, firm: Firm): Promise<void> => {
  await write(firm, 'project.milestone', own.milestoneIds, { x_billing_acceptance: 'Signed on paper' });
  await bill(own, firm);
};

export const MILESTONES_LATE: Problem[] = [
  {
    what: 'a quarter of the price was reached, and nobody accepted it',
    sale: reached(10_000, 0.25, 9),
    found: (own) => [acceptance(own, 10_000 / 4)],
    mend: acceptAndBill,
  },
  {
    what: 'reached five weeks ago, not accepted: stale as well, of the same case',
    sale: reached(8_000, 0.5, 36),
    found: (own) => [acceptance(own, 4_000), { ...acceptance(own, 4_000), watch: 'stale-wip' }],
    mend: acceptAndBill,
  },
  {
    what: 'marked as reached too early',
    sale: reached(1_234.5, 1, 12),
    found: (own) => [acceptance(own, 1_234.5)],
    mend: ({ milestoneIds }, firm) => write(firm, 'project.milestone', milestoneIds, { is_reached: false }),
  },
];

const undecided = ({ invoice }: Sold, money: number): Expected[] => [
  { watch: 'delayed-approvals', key: `approval.invoice-late:account.move,${invoice}`, money },
];

const asked = (daysAgo: number) => (own: Sold, firm: Firm) => ask(firm, own.invoice, daysAgo);

export const INVOICES_LATE: Problem[] = [
  {
    what: 'a draft of ten days ago, and nobody was asked',
    sale: { lines: [{ price: 100, hours: [8] }] },
    billed: 'draft nobody is asked about',
    found: (own) => undecided(own, 8 * 100),
    mend: (own, firm) => post(firm, own.invoice),
  },
  {
    what: 'asked five days ago, no answer',
    sale: { lines: [{ price: 105, hours: [3, 3] }] },
    billed: 'draft nobody is asked about',
    plant: asked(5),
    found: (own) => undecided(own, 6 * 105),
    mend: (own, firm) => post(firm, own.invoice),
  },
  {
    what: 'asked nine days ago, and it should be rejected',
    sale: { lines: [{ price: 99.99, hours: [1.5] }] },
    billed: 'draft nobody is asked about',
    plant: asked(9),
    // 149.985, rounded half up.
    found: (own) => undecided(own, 149.99),
    mend: (own, firm) => decide(firm, own.invoice, 'rejected'),
  },
];
