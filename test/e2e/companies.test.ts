import { expect } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import { runWatch } from '../../src/billing/watch/run.ts';
import { staleWip } from '../../src/billing/watch/stale-wip.ts';
import type { Domain } from '../../src/odoo/api.ts';
import { hireKeepers, proposeTerms, writeAgreement } from './support/agree.ts';
import { layGround } from './support/parity/ground.ts';
import { approveAndPost } from './support/parity/post.ts';
import { seller } from './support/parity/sell.ts';
import { TODAY } from './support/run.ts';
import { inWorld as base } from './support/test.ts';
import { createKpiOdoo } from '../../src/odoo/kpi/gateway.ts';
import { approveTime, enterWorld } from './support/world.ts';

const test = base.extend('firm', { scope: 'file' }, async ({ odoo }) => {
  const world = await enterWorld(odoo);
  const ground = await layGround(world);
  const shop = seller(world, ground);
  const home = await shop.place({ lines: [{ price: 120, hours: [8] }] }, 'Home');
  const foreign = { order: { pricelist_id: ground.pricelists.euro }, lines: [{ price: 100, hours: [8] }] };
  const abroad = await shop.place(foreign, 'Abroad');
  const sister = await shop.place({ company: ground.sister, lines: [{ price: 130, hours: [4] }] }, 'Sister');
  const forgotten = await shop.place({ lines: [{ price: 110, hours: [3] }] }, 'Forgotten');
  const later = await shop.place({ company: ground.sister, lines: [{ price: 130, hours: [2] }] }, 'Later');
  const lent = await shop.place({ company: ground.sister, lines: [{ price: 130, hours: [2] }] }, 'Lent');
  await shop.close();
  return { world, ground, home, abroad, sister, forgotten, later, lent };
});

const MONTH = { from: '2026-10-01', to: '2026-10-31' };

test('one run invoices two companies and a foreign currency, each in its own books', async ({ firm }) => {
  const { world, ground, home, abroad, sister } = firm;
  const orderIds = [home.id, abroad.id, sister.id];
  const evaluations = propose(await world.drafting.collectWork({ ...MONTH, orderIds }), TODAY);
  expect(evaluations.map(({ identity }) => identity.breaks)).toEqual([[], [], []]);
  const proposals = evaluations.flatMap(({ proposal }) => proposal ?? []);
  expect(proposals.map(({ company, currency, total }) => [company.id, currency.code, total])).toEqual([
    [1, 'USD', '960.00'],
    [1, 'EUR', '800.00'],
    [ground.sister, 'EUR', '520.00'],
  ]);

  const outcomes = await draftProposals(world.drafting, proposals);
  const ids = outcomes.flatMap((outcome) => (outcome.status === 'drafted' ? [outcome.invoice.id] : []));
  expect(ids).toHaveLength(3);
  await approveAndPost(world, ground.approver, ids);
  const moves = await world.admin.searchRead('account.move', [['id', 'in', ids]], {
    fields: ['state', 'company_id', 'currency_id', 'amount_untaxed', 'amount_untaxed_signed', 'journal_id'],
    order: 'id',
  });
  const journals = await world.admin.searchRead(
    'account.journal',
    [['id', 'in', moves.map((move) => move.journal_id as number)]],
    { fields: ['company_id'] },
  );
  const companyOf = new Map(journals.map((journal) => [journal.id, journal.company_id]));
  expect(moves.map((move) => [move.state, move.company_id, companyOf.get(move.journal_id)])).toEqual([
    ['posted', 1, 1],
    ['posted', 1, 1],
    ['posted', ground.sister, ground.sister],
  ]);
  // 800 EUR at 0.9137 EUR to the dollar, the rate of three days ago, not the one to come; the sister's books are in EUR.
  expect(moves.map((move) => [move.amount_untaxed, move.amount_untaxed_signed])).toEqual([
    [960, 960],
    [800, 875.56],
    [520, 520],
  ]);
  const parts = await world.drafter.searchRead('x_billing_part', [['x_move_id', 'in', ids]], {
    fields: ['x_company_id', 'x_currency_id'],
    order: 'x_move_id',
  });
  expect(parts.map((part) => part.x_company_id)).toEqual([1, 1, ground.sister]);
  expect(await world.drafting.collectWork({ ...MONTH, orderIds }).then((works) => propose(works, TODAY))).toEqual(
    [1, 2, 3].map(() => expect.not.objectContaining({ proposal: expect.anything() })),
  );
});

test('a run limited to one company leaves the other alone', async ({ firm: { world, later } }) => {
  const works = await world.drafting.collectWork({ ...MONTH, companyIds: [1] });
  expect(works.map(({ order }) => order?.company.id ?? 1).filter((id) => id !== 1)).toEqual([]);
  expect(works.map(({ order }) => order?.name)).not.toContain(later.name);
});

test('a watch of one company finds only its own, and closes no case of another', async ({ firm }) => {
  const { world, ground, forgotten, later, lent } = firm;
  const company = (one: number) => ({ companyIds: [one] });
  const look = (options: object) =>
    runWatch(world.drafting, staleWip, options, { today: '2026-11-20', keepCases: true });
  const open = async () => {
    const rows = await world.admin.searchRead('x_billing_case', [['x_state', '=', 'open']], {
      fields: ['x_company_id'],
    });
    return rows.map((row) => row.x_company_id as number).toSorted();
  };
  const { findings } = await look(company(ground.sister));
  expect(findings.map(({ orderName }) => orderName).toSorted()).toEqual([later.name, lent.name].toSorted());
  const sisters = await open();
  expect(sisters).toEqual([ground.sister, ground.sister]);

  const ours = await look(company(1));
  const orders = ours.findings.map(({ orderName }) => orderName);
  expect(orders).toContain(forgotten.name);
  expect(orders).not.toContain(later.name);
  expect(ours.closed).toBe(0);
  const kept = await open();
  expect(kept).toContain(1);
  const done = await look({ ...company(1), staleAfterDays: 3650 });
  expect(done.closed).toBe(kept.filter((one) => one === 1).length);
  expect(await open()).toEqual(sisters);
  expect((await look({ ...company(ground.sister), staleAfterDays: 3650 })).closed).toBe(2);
  expect(await open()).toEqual([]);
});

test('who is lent to another company works for the company that bills it: counted once, and there', async ({
  firm: { world, ground, lent },
}) => {
  const { admin, drafting, create } = world;
  const [line] = await admin.searchRead('sale.order.line', [['order_id', '=', lent.id]], { fields: [] });
  // Of no company: people of both work in it, and Odoo gives their time the company they are employed by.
  const project_id = await create('project.project', { name: 'Lent', company_id: false, allow_billable: true });
  const task_id = await create('project.task', { name: 'Lent', project_id, sale_line_id: line?.id });
  const values = { name: 'Lent', project_id, task_id, employee_id: world.engineer, unit_amount: 6, date: '2026-10-05' };
  const entry = await create('account.analytic.line', values);
  const [there] = await admin.searchRead('account.analytic.line', [['id', '=', entry]], {
    fields: ['company_id', 'order_id'],
  });
  expect(there).toMatchObject({ company_id: 1, order_id: lent.id });
  await approveTime(world, [entry]);
  const sister = ground.sister;

  const works = async (companyIds: number[]) => {
    const found = await drafting.collectWork({ ...MONTH, companyIds });
    return found.flatMap(({ entries }) =>
      entries.filter(({ model, id }) => model === 'account.analytic.line' && id === entry),
    );
  };
  expect(await works([1])).toEqual([]);
  expect(await works([sister])).toMatchObject([{ quantity: '6' }]);
  expect(await works([1, sister])).toHaveLength(1);

  const look = async (companyIds: number[]) => {
    const options = { today: '2026-11-20', keepCases: true };
    const { findings } = await runWatch(world.drafting, staleWip, { companyIds }, options);
    return findings
      .filter(({ orderName }) => orderName === lent.name)
      .map(({ amount }) => Number(amount))
      .toSorted();
  };
  expect(await look([1])).toEqual([]);
  // 2 h of the sister's own engineer and, in another project, 6 h of ours, at 130.
  expect(await look([sister])).toEqual([260, 780]);
  const cases = () =>
    world.as('preparer').searchRead('x_billing_case', [['x_order_id', '=', lent.id]], {
      fields: ['x_state', 'x_company_id', 'x_amount'],
      order: 'x_amount',
    });
  const told = [260, 780].map((x_amount) => ({ x_state: 'open', x_company_id: sister, x_amount }));
  expect(await cases()).toMatchObject(told);
  // Ours, looked at alone, neither finds nor closes it.
  expect(await look([1])).toEqual([]);
  expect(await cases()).toMatchObject(told);
  expect(await look([1, sister])).toEqual([260, 780]);
  expect(await cases()).toMatchObject(told);

  const parts = propose(await drafting.collectWork({ ...MONTH, orderIds: [lent.id] }), TODAY);
  const [outcome] = await draftProposals(
    drafting,
    parts.flatMap(({ proposal }) => proposal ?? []),
  );
  if (outcome?.status !== 'drafted') return expect.unreachable(JSON.stringify(outcome));
  await approveAndPost(world, ground.approver, [outcome.invoice.id]);
  const billed = [
    ['x_model', '=', 'account.analytic.line'],
    ['x_record_id', '=', entry],
    ['x_verdict', '=', 'bill'],
  ];
  expect(
    await world.drafter.searchRead('x_billing_part', billed as Domain, { fields: ['x_company_id', 'x_quantity'] }),
  ).toMatchObject([{ x_company_id: sister, x_quantity: 6 }]);
  const recorded = (companyIds: number[]) =>
    createKpiOdoo(world.drafter, world.odoo.url).recorded({ from: '2026-01-01', to: '2027-12-31' }, { companyIds });
  const [ours, theirs, both] = [await recorded([1]), await recorded([sister]), await recorded([1, sister])];
  const invoices = ({ invoices: all }: typeof ours) => all.filter(({ id }) => id === outcome.invoice.id).length;
  expect([ours, theirs, both].map(invoices)).toEqual([0, 1, 1]);
});

test('a case follows its record to another company, with its history, and somebody of that company owns it', async ({
  firm: { world, ground, forgotten, later },
}) => {
  const { admin, drafting } = world;
  const draft = {
    key: 'test.moved',
    code: 'test.moved',
    kind: 'policy',
    title: 'Moved',
    detail: 'It was moved.',
    nextStep: 'Look.',
    severity: 'high',
    amount: '10',
    deadline: '2026-11-30',
  } as const;
  const userOf = async (login: string, companies: number[]) => {
    const [user] = await admin.searchRead('res.users', [['login', '=', login]], { fields: [] });
    await admin.call('res.users', 'write', [[user?.id], { company_ids: [[6, 0, companies]] }]);
    return user?.id as number;
  };
  const ours = await userOf('controller', [1]);
  await userOf('preparer', [1, ground.sister]);
  const read = async () => {
    const fields = ['x_company_id', 'x_order_id', 'x_owner_id', 'x_state', 'message_ids'];
    const [row] = await world.as('preparer').searchRead('x_billing_case', [['x_key', '=', draft.key]], { fields });
    return row;
  };
  await drafting.openCases([{ ...draft, orderId: forgotten.id, ownerId: ours }]);
  const before = await read();
  expect(before).toMatchObject({ x_company_id: 1, x_owner_id: ours, x_state: 'open' });
  expect(await drafting.openCases([{ ...draft, orderId: later.id, ownerId: ours }])).toMatchObject([
    { id: before?.id, status: 'updated' },
  ]);
  const after = await read();
  expect(after).toMatchObject({ id: before?.id, x_company_id: ground.sister, x_order_id: later.id, x_state: 'open' });
  expect(after?.x_owner_id).not.toBe(ours);
  expect(after?.message_ids).toEqual(expect.arrayContaining(before?.message_ids as number[]));
  const tracked = await admin.searchRead(
    'mail.tracking.value',
    [
      ['mail_message_id', 'in', after?.message_ids as number[]],
      ['field_id.name', '=', 'x_company_id'],
    ],
    { fields: ['old_value_integer', 'new_value_integer'] },
  );
  expect(tracked).toMatchObject([{ old_value_integer: 1, new_value_integer: ground.sister }]);
  // Of our company alone it is out of sight, and the sister's watch closes it.
  expect(
    await world.as('controller').searchRead('x_billing_case', [['x_key', '=', draft.key]], { fields: [] }),
  ).toEqual([]);
  expect(await drafting.closeCases([draft.code], [], 'Solved.', { companyIds: [1] })).toBe(0);
  expect(await drafting.closeCases([draft.code], [], 'Solved.', { companyIds: [ground.sister] })).toBe(1);
});

test('a robot and an approver of one company have no say in another', async ({ firm: { world, ground, later } }) => {
  const { admin, drafting, deciding } = world;
  const evaluations = propose(await drafting.collectWork({ ...MONTH, orderIds: [later.id] }), TODAY);
  const proposals = evaluations.flatMap(({ proposal }) => proposal ?? []);
  const people = await admin.searchRead('res.users', [['login', 'in', ['robot-drafter', 'approver']]], {
    fields: ['login'],
    order: 'login desc',
  });
  const [robot, approver] = people.map(({ id }) => id as number);
  const limit = (user: number | undefined, companies: number[]) =>
    admin.call('res.users', 'write', [[user], { company_ids: [[6, 0, companies]] }]);

  const code = 'test.sister';
  const odd = {
    kind: 'policy',
    code,
    key: code,
    title: 'Odd',
    detail: '',
    nextStep: 'Look.',
    severity: 'low',
  } as const;
  await drafting.openCases([{ ...odd, amount: '0', deadline: TODAY, orderId: later.id }]);
  await limit(robot, [1]);
  expect(await drafting.closeCases([code], [], 'Solved.')).toBe(0);
  expect(await drafting.collectWork({ ...MONTH, orderIds: [later.id] })).toEqual([]);
  expect(await draftProposals(drafting, proposals)).toMatchObject([
    { status: 'refused', code: 'order-closed', message: expect.stringContaining('Sister Ltd') },
  ]);

  await limit(robot, [1, 2, ground.sister]);
  expect(await drafting.closeCases([code], [], 'Solved.')).toBe(1);
  const [outcome] = await draftProposals(drafting, proposals);
  if (outcome?.status !== 'drafted') return expect.unreachable(JSON.stringify(outcome));
  await limit(approver, [1]);
  const person = await deciding.personByEmail('approver@firm.test');
  expect(person?.companyIds).toEqual([1]);
  await expect(approveAndPost(world, ground.approver, [outcome.invoice.id])).rejects.toThrow(
    /may not act for Sister Ltd/,
  );
});

test('the rates of one company are nobody’s of another to read or write', async ({ firm: { world, ground } }) => {
  await hireKeepers(world);
  const { admin } = world;
  const users = await admin.searchRead('res.users', [['login', 'in', ['ann', 'preparer']]], { fields: ['login'] });
  const [ann, preparer] = ['ann', 'preparer'].map((wanted) => users.find(({ login }) => login === wanted)?.id);
  await admin.call('res.users', 'write', [[ann], { company_ids: [[6, 0, [1, ground.sister]]] }]);
  const partner = await world.create('res.partner', { name: 'Acme' });
  const agreement = await writeAgreement(world, { x_partner_id: partner, x_company_id: ground.sister });
  const terms = await proposeTerms(world, agreement, {
    x_has_rates: true,
    x_rate_ids: [[0, 0, { x_role: 'Consultant', x_rate: 171 }]],
  });
  const rates = (login: string, context: object) =>
    world.as(login).call('x_billing_terms_rate', 'search_read', [[['x_terms_id', '=', terms]]], {
      fields: ['x_rate'],
      context,
    });
  const both = { allowed_company_ids: [1, ground.sister] };
  expect(await rates('ann', both)).toMatchObject([{ x_rate: 171 }]);

  await admin.call('res.users', 'write', [[preparer], { company_ids: [[6, 0, [1]]] }]);
  expect(await rates('preparer', {})).toEqual([]);
  expect(await world.as('ben').searchRead('x_billing_terms_rate', [], { fields: ['x_rate'] })).toEqual([]);
  const [row] = (await rates('ann', both)) as { id: number }[];
  const write = world.as('ben').call('x_billing_terms_rate', 'write', [[row?.id], { x_rate: 1 }]);
  await expect(write).rejects.toThrow(/access|company/i);
  const told = await world.as('ben').searchRead('x_billing_terms_event', [['x_agreement_id', '=', agreement]], {
    fields: ['x_content'],
  });
  expect(told).toEqual([]);
});
