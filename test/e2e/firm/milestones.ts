import { rows } from '../../contract/rows.ts';
import { bill, write } from './acts.ts';
import type { Expected, Firm, Milestone, Problem, Sale, Sold } from './problem.ts';

const late = ({ milestoneIds: [id] }: Sold, code: string, money: number): Expected => ({
  watch: 'milestones',
  key: `${code}:project.milestone,${id}`,
  money,
  owner: 'project manager',
});
const notInvoiced = (own: Sold, money: number) => late(own, 'milestone.not-invoiced', money);
const overdue = (own: Sold, money: number) => late(own, 'milestone.overdue', money);

const byMilestones = (price: number, milestone: Omit<Milestone, 'name'>): Sale => ({
  product: 'milestones',
  ordered: 1,
  lines: [{ price, hours: [] }],
  milestones: [{ name: 'Design', ...milestone }],
});

/** A fixed fee whose instalment falls due with a milestone that is on no order line. */
const instalment = (fee: number, percent: number, milestone: Omit<Milestone, 'name' | 'share'>): Sale => ({
  fee,
  milestones: [{ name: 'Go-live', ...milestone }],
  terms: ({ milestoneIds: [id] }, { ago }) => ({
    x_has_fixed_fee: true,
    x_fixed_fee_amount: fee,
    x_fixed_fee_billed: 'schedule',
    x_instalment_ids: rows(
      { x_name: '1 of 2', x_milestone_id: id, x_percent: percent },
      { x_name: '2 of 2', x_on: ago(-400), x_percent: 100 - percent },
    ),
  }),
});

export const NOT_INVOICED: Problem[] = [
  {
    what: 'accepted ten days ago, on no invoice',
    sale: byMilestones(20_000, { share: 0.25, reachedAgo: 10, accepted: true }),
    found: (own) => [notInvoiced(own, 5_000)],
    mend: bill,
  },
  {
    what: 'accepted forty days ago: stale as well, of the same case',
    sale: byMilestones(9_000, { share: 0.3, reachedAgo: 40, accepted: true }),
    found: (own) => [notInvoiced(own, 2_700), { ...notInvoiced(own, 2_700), watch: 'stale-wip' }],
    mend: bill,
  },
  {
    what: 'an instalment fell due with it',
    sale: instalment(12_000, 40, { reachedAgo: 15, accepted: true }),
    found: (own) => [notInvoiced(own, 4_800)],
    mend: bill,
  },
];

const postpone = ({ milestoneIds }: Sold, firm: Firm) =>
  write(firm, 'project.milestone', milestoneIds, { deadline: firm.ago(-30) });

export const OVERDUE: Problem[] = [
  {
    what: 'due five days ago',
    sale: byMilestones(30_000, { share: 0.2, dueAgo: 5 }),
    found: (own) => [overdue(own, 6_000)],
    mend: postpone,
    again: ({ milestoneIds }, firm) => write(firm, 'project.milestone', milestoneIds, { deadline: firm.ago(2) }),
  },
  {
    what: 'due yesterday, and it was reached all the while',
    sale: byMilestones(7_500, { share: 1, dueAgo: 1 }),
    found: (own) => [overdue(own, 7_500)],
    mend: ({ milestoneIds }, firm) =>
      write(firm, 'project.milestone', milestoneIds, { is_reached: true }).then(() =>
        write(firm, 'project.milestone', milestoneIds, { reached_date: firm.ago(2) }),
      ),
  },
  {
    what: 'due two months ago',
    sale: byMilestones(4_000, { share: 0.125, dueAgo: 60 }),
    found: (own) => [overdue(own, 500)],
    mend: postpone,
  },
  {
    what: 'an instalment waits for it, and no order line is its',
    sale: instalment(15_000, 60, { dueAgo: 3 }),
    found: (own) => [overdue(own, 9_000)],
    mend: postpone,
  },
];
