import fc from 'fast-check';
import { draftProposals } from '../../../src/billing/draft.ts';
import type { DraftOutcome } from '../../../src/billing/ports.ts';
import type { Domain, Row } from '../../../src/odoo/api.ts';
import { decide } from './decide.ts';
import { creditDraft, linesOf, post, press } from './lifecycle.ts';
import { pay, payBack } from './pay.ts';
import { adjustmentsOf, editByHand, release, takeOff } from './prebill.ts';
import { proposals } from './run.ts';
import { addTime, approveTime } from './world.ts';
import type { SoldWork, World } from './world.ts';

/** An operation to come, as numbers from 0 to 1: on which order, which one, and what it chooses on its way. */
export interface Draw {
  order: number;
  operation: number;
  choices: number[];
}

const SHARES = 1_000_000;
const share = fc.nat({ max: SHARES - 1 }).map((number) => number / SHARES);
const CHOICES = 6;

/** The same for the same seed; a longer list begins with the shorter one. */
export function draw(seed: number, numRuns: number): Draw[] {
  const choices = fc.array(share, { minLength: CHOICES, maxLength: CHOICES });
  return fc.sample(fc.noBias(fc.record({ order: share, operation: share, choices })), { seed, numRuns });
}

/** Numbers in their turn. */
export interface Chance {
  next(): number;
  one<T>(all: readonly T[]): T | undefined;
  /** Quarters of an hour, of at most so many hours. */
  quarters(hours: number): number;
}

export function chanceOf({ choices }: Draw): Chance {
  let at = 0;
  const next = (): number => {
    const number = choices[at];
    if (number === undefined) throw new Error(`An operation chooses more than ${String(CHOICES)} times.`);
    at += 1;
    return number;
  };
  return {
    next,
    one: (all) => all[Math.floor(next() * all.length)],
    quarters: (hours) => Math.max(0.25, Math.round(hours * next() * 4) / 4),
  };
}

export interface Operation {
  by: 'a person' | 'the API' | 'our flows';
  name: string;
  act: (world: World, sold: SoldWork, chance: Chance) => Promise<unknown>;
  /** What it may be told instead of being done. Whatever else is said is a bug. */
  refusals: readonly RegExp[];
}

/** Said before anything was done. */
const NOTHING = 'nothing to do';

export type Outcome = { as: 'done' | 'refused' | typeof NOTHING; said: string };

/**
 * Does it, on an order.
 *
 * @throws where it fails in a way nobody named
 */
export async function attempt(
  { act, refusals }: Operation,
  world: World,
  sold: SoldWork,
  chance: Chance,
): Promise<Outcome> {
  try {
    const said = await act(world, sold, chance);
    return said === NOTHING ? { as: NOTHING, said: '' } : { as: 'done', said: String(said) };
  } catch (error) {
    if (!(error instanceof Error) || !refusals.some((one) => one.test(error.message))) throw error;
    return { as: 'refused', said: error.message.split('\n')[0] ?? '' };
  }
}

type Act = (world: World, id: number, chance: Chance) => unknown;

/** One of the order's invoices or credit notes in one of the states. */
const onOne =
  (type: 'out_invoice' | 'out_refund', states: string[], act: Act) =>
  async (world: World, sold: SoldWork, chance: Chance): Promise<unknown> => {
    const found = chance.one(await movesOf(world, sold, type, states));
    if (!found) return NOTHING;
    const id = found.id as number;
    return (await act(world, id, chance)) ?? id;
  };

export function movesOf({ admin }: World, sold: SoldWork, type: string, states: string[]): Promise<Row[]> {
  const domain: Domain = [
    ['move_type', '=', type],
    ['state', 'in', states],
    ['invoice_line_ids.sale_line_ids', 'in', sold.lineIds],
  ];
  return admin.searchRead('account.move', domain, { fields: ['name'], order: 'id' });
}

/** Nobody else is at it: nothing that was proposed is refused. */
const run: Operation['act'] = async (world, sold) =>
  drafted(await draftProposals(world.drafting, await proposals(world, [sold])));

const runTwiceAtOnce: Operation['act'] = async (world, sold) => {
  const wanted = await proposals(world, [sold]);
  const both = await Promise.all([1, 2].map(() => draftProposals(world.drafting, wanted)));
  return drafted(both.flat());
};

function drafted(outcomes: DraftOutcome[]): string {
  for (const outcome of outcomes)
    if (outcome.status === 'refused') throw new Error(`Not drafted, ${outcome.code}: ${outcome.message}`);
  return outcomes.length > 0 ? outcomes.map(({ status }) => status).join() : NOTHING;
}

const moreTime: Operation['act'] = async (world, sold, chance) => {
  const id = await addTime(world, sold, chance.quarters(4));
  await approveTime(world, [id]);
  sold.timesheetIds.push(id);
  return id;
};

const partsOn = (world: World, lineId: unknown): Promise<Row[]> =>
  world.drafter.searchRead(
    'x_billing_part',
    [
      ['x_move_line_id', '=', lineId as number],
      ['x_verdict', '=', 'bill'],
    ],
    { fields: ['x_quantity'], order: 'id' },
  );

const creditInFull = (world: World, id: number) => creditDraft(world, id);

async function creditByLine(world: World, id: number, chance: Chance) {
  const lines = await linesOf(world, id);
  const kept = chance.one(lines);
  return creditDraft(
    world,
    id,
    lines.map((line) => (line === kept ? Number(line.quantity) : undefined)),
  );
}

/** Some hours of a line, of an entry somebody names; half of the time nobody does. */
async function creditByHours(world: World, id: number, chance: Chance) {
  const lines = await linesOf(world, id);
  const line = chance.one(lines);
  const part = chance.one(await partsOn(world, line?.id));
  const quantity = chance.quarters(Number(part?.x_quantity ?? 1));
  const named = chance.next() < 0.5 ? {} : { x_billing_credited_ids: [[6, 0, part ? [part.id] : []]] };
  return creditDraft(
    world,
    id,
    lines.map((each) => (each === line ? { quantity, ...named } : undefined)),
  );
}

/** What becomes of work taken off a draft: held, moved to a later period or written off. */
const becomes = (chance: Chance): Row =>
  chance.one([{ x_kind: 'hold' }, { x_kind: 'hold', x_until: '2026-12-01' }, { x_kind: 'write-off' }]) ?? {};

/** The button on a line, for some hours of an entry somebody names, or all of the line. */
async function takeOffLine(world: World, id: number, chance: Chance) {
  const line = chance.one(await linesOf(world, id));
  if (!line) return NOTHING;
  const part = chance.one(await partsOn(world, line.id));
  const x_quantity = chance.quarters(Number(part?.x_quantity ?? 1));
  const some = chance.next() < 0.7 && part ? { x_quantity, x_part_ids: [[6, 0, [part.id]]] } : {};
  return takeOff(world, id, { x_line_id: line.id, ...some, ...becomes(chance) });
}

/** A quantity cut by hand, then said what becomes of the rest; put back where that can't be told. */
async function cutByHand(world: World, id: number, chance: Chance) {
  const lines = await linesOf(world, id);
  const line = chance.one(lines);
  if (!line) return NOTHING;
  const part = chance.one(await partsOn(world, line.id));
  const whole = Number(line.quantity);
  const left = whole - chance.quarters(whole);
  const as = (quantity: number) => lines.map((each) => (each === line ? quantity : Number(each.quantity)));
  if (left <= 0) return NOTHING;
  await editByHand(world, id, as(left));
  const named = part ? { x_part_ids: [[6, 0, [part.id]]] } : {};
  try {
    await takeOff(world, id, { ...named, ...becomes(chance) });
  } catch (error) {
    await editByHand(world, id, as(whole));
    throw error;
  }
  return id;
}

async function releaseOne(world: World, sold: SoldWork, chance: Chance) {
  const made = await adjustmentsOf(world, sold.timesheetIds);
  const one = chance.one(made.filter(({ x_withdrawn_by: by }) => !by));
  if (!one) return NOTHING;
  await release(world, one.id);
  return one.id;
}

const payments = (world: World, sold: SoldWork): Promise<Row[]> =>
  world.admin.searchRead(
    'account.payment',
    [
      ['partner_id.sale_order_ids', 'in', [sold.orderId]],
      ['state', 'in', ['in_process', 'paid']],
    ],
    { fields: [], order: 'id' },
  );

/** Longer than they were, and approved anew; the API writes what a person could. */
const longerTime: Operation['act'] = async (world, sold, chance) => {
  const id = chance.one(sold.timesheetIds);
  const [row] = await world.admin.searchRead('account.analytic.line', [['id', '=', id as number]], {
    fields: ['unit_amount'],
  });
  const unit_amount = Number(row?.unit_amount) + chance.quarters(2);
  await world.admin.call('account.analytic.line', 'write', [[id], { unit_amount }]);
  await approveTime(world, [id as number]);
  return id;
};

/** Somebody's script writes the ledger, which is nobody's to write: done where Odoo keeps it from that. */
const writeLedger: Operation['act'] = async (world, sold, chance) => {
  const login = chance.one(['clerk', 'controller', 'approver', 'robot-drafter']) ?? '';
  const all = await world.drafter.searchRead('x_billing_part', [['x_record_id', 'in', sold.timesheetIds]], {
    fields: [],
    order: 'id',
  });
  const one = chance.one(all);
  if (!one) return NOTHING;
  const kept = await world
    .as(login)
    .call('x_billing_part', 'write', [[one.id], { x_quantity: 99, x_quantity_exact: '99' }])
    .then(
      () => '',
      (error: unknown) => String(error),
    );
  if (!/not allowed to modify/.test(kept)) throw new Error(`${login} wrote the ledger: ${kept}`);
  return `${login} is kept from it`;
};

// What people, and the rules, say no to; each operation names which of it it may be told.
const UNDECIDED = /nobody has approved it|changed after it was decided on/;
const UNSAID = /can't be (approved|posted)\..*Say what becomes of/s;
const UNTOLD = /can't be (approved|posted)\..*(can't be told|left of what was billed|all of it was credited before)/s;
const MEANWHILE = /is billed by .* meanwhile\. Cancel or credit that first/;
const GIVEN_BACK = /gives back work of it\. Cancel that first/;
const NUMBERED = /consumed a sequence number|Another model is using the record/;
const NOT_TO_TAKE_OFF = [
  /can be taken off/,
  /Nothing is missing/,
  /whose work the .* are can't be told/,
  /no work is behind it/,
  /none of the work that was named is on it/,
  /more is held or written off than is on no invoice/,
  GIVEN_BACK,
];
const PAID = /nothing left to pay/;
const INVOICED = /already invoiced/;

/** The invoice, as it is: posted only where exactly this is what somebody approved, and nobody rejected since. */
const postAsItIs = async (world: World, id: number) => {
  const before = await world.deciding.invoice(id);
  const isApproved = await approvedAs(world, before);
  const [outcome] = await world.drafting.post([id]);
  if (outcome?.status === 'posted' && isApproved) return before.name;
  const said = outcome?.status === 'refused' ? outcome.message : String(outcome?.status);
  if (outcome?.status !== 'refused' || (isApproved && UNDECIDED.test(said)))
    throw new Error(`A bug: ${said}, and it was ${isApproved ? '' : 'not '}approved as it is: ${before.content}`);
  throw new Error(said);
};

const postAgain: Act = async (world, id) => {
  const [outcome] = await world.drafting.post([id]);
  if (outcome?.status !== 'already-posted') throw new Error(`A bug: posted again, ${JSON.stringify(outcome)}`);
  return id;
};

/** Whether the last decision on this very content is an approval. One on a draft without a day lets posting fill it in. */
async function approvedAs({ desk }: World, { id, content }: { id: number; content: string }): Promise<boolean> {
  const decisions = await desk.searchRead('x_billing_decision', [['x_move_id', '=', id]], {
    fields: ['x_outcome', 'x_content'],
    order: 'id desc',
  });
  const undated = JSON.stringify({ ...(JSON.parse(content) as object), date: '' });
  const same = ({ x_content: shown }: Row): boolean =>
    shown === content || JSON.stringify(JSON.parse(String(shown))) === undated;
  return decisions.find(same)?.x_outcome === 'approved';
}

/** Decided, and posted by nobody yet. */
const approved: Act = async (world, id) => {
  await decide(world, id);
};

/** Pressed on Odoo's form, and the invoice is what that makes of it. */
const pressed =
  (button: Parameters<typeof press>[1]): Act =>
  async (world, id) => {
    await press(world, button, id);
    return expectState(world, id, BECOMES[button]);
  };
const BECOMES = { button_draft: 'draft', button_cancel: 'cancel', unlink: undefined } as const;

const approvedAndPosted: Act = async (world, id) => {
  await post(world, id);
  return expectState(world, id, 'posted');
};

async function expectState({ admin }: World, id: number, state: string | undefined): Promise<number> {
  const [row] = await admin.searchRead('account.move', [['id', '=', id]], { fields: ['state'] });
  if (row?.state !== state) throw new Error(`A bug: #${String(id)} is ${String(row?.state)}, not ${String(state)}.`);
  return id;
}

const by =
  (who: Operation['by']) =>
  (name: string, act: Operation['act'], ...refusals: RegExp[]): Operation => ({ by: who, name, act, refusals });
const [person, api, flow] = [by('a person'), by('the API'), by('our flows')];
const twice = (operation: Operation): Operation[] => [operation, operation];

/** Drawn from as they stand here: what leads on is there twice. */
export const OPERATIONS: Operation[] = [
  ...twice(flow('run', run)),
  flow('run twice at once', runTwiceAtOnce),
  ...twice(flow('approve and post', onOne('out_invoice', ['draft'], approvedAndPosted), UNSAID)),
  ...twice(flow('approve and post a credit note', onOne('out_refund', ['draft'], approvedAndPosted), UNTOLD)),
  flow('approve', onOne('out_invoice', ['draft'], approved), UNSAID),
  flow('approve a credit note', onOne('out_refund', ['draft'], approved), UNTOLD),
  person('more time', moreTime),
  person('credit in full', onOne('out_invoice', ['posted'], creditInFull)),
  person('credit by line', onOne('out_invoice', ['posted'], creditByLine)),
  ...twice(person('credit by hours', onOne('out_invoice', ['posted'], creditByHours))),
  person('open a credit note again', onOne('out_refund', ['posted'], pressed('button_draft')), MEANWHILE),
  person('cancel a credit note', onOne('out_refund', ['draft'], pressed('button_cancel'))),
  person('delete a credit note', onOne('out_refund', ['draft'], pressed('unlink')), NUMBERED),
  person('open an invoice again', onOne('out_invoice', ['posted', 'cancel'], pressed('button_draft')), MEANWHILE),
  person('cancel an invoice', onOne('out_invoice', ['draft'], pressed('button_cancel')), GIVEN_BACK),
  person('delete an invoice', onOne('out_invoice', ['draft'], pressed('unlink')), GIVEN_BACK, NUMBERED),
  ...twice(person('take work off a line', onOne('out_invoice', ['draft'], takeOffLine), ...NOT_TO_TAKE_OFF)),
  person('cut a line by hand', onOne('out_invoice', ['draft'], cutByHand), ...NOT_TO_TAKE_OFF),
  person('release what was taken off', releaseOne),
  person(
    'pay',
    onOne('out_invoice', ['posted'], (world, id, chance) => pay(world, id, { amount: chance.quarters(400) })),
    PAID,
  ),
  person('a payment comes back', async (world, sold, chance) => {
    const payment = chance.one(await payments(world, sold));
    if (!payment) return NOTHING;
    await payBack(world, payment.id as number);
    return payment.id;
  }),
  api('make time longer', longerTime, INVOICED),
  api('write the ledger', writeLedger),
  api('post as it is', onOne('out_invoice', ['draft'], postAsItIs), UNDECIDED, UNSAID),
  api('post a credit note as it is', onOne('out_refund', ['draft'], postAsItIs), UNDECIDED, UNTOLD),
  api('post an invoice again', onOne('out_invoice', ['posted'], postAgain)),
];
