import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BillingEvent, BillingEvents } from '../../src/billing/events.ts';
import { invoiceEvent } from '../../src/desk/events/kinds.ts';
import { readWebhooks } from '../../src/desk/events/settings.ts';
import { signed, type Webhook } from '../../src/desk/events/webhook.ts';
import { dropOldEvents } from '../../src/desk/store/events.ts';
import { createBillingEvents } from '../../src/odoo/events.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { odooBilling } from '../cli/odoo-billing.ts';
import { openPlace, type Place } from '../contract/place.ts';
import { proposalOf, decision, invoiceId } from '../contract/run.ts';
import { clockworkOf } from '../contract/sandbox.ts';
import { draftProposals } from '../../src/billing/draft.ts';
import { type Receiver, receiver } from './receiver.ts';
import { eventually, type Started, startDesk, TOKEN } from './start.ts';

const SECRET = `whsec_${Buffer.from('a secret of thirty-two bytes 1234').toString('base64')}`;
const OLD = `whsec_${Buffer.from('the secret it had before, long!!!').toString('base64')}`;

let sandbox: Sandbox;
let place: Place;
let crm: Receiver;
let books: Receiver;
let desk: Started;
/** Odoo's events, out of reach or forgetful where a test says so. */
const odoo = { down: false, dies: 0 };

beforeAll(async () => {
  sandbox = await startSandbox({ today: '2026-11-21' });
  place = await openPlace(sandbox, sandbox, sandbox.firm, sandbox.refs, clockworkOf(sandbox), 'json-2');
  crm = await receiver(OLD);
  books = await receiver(SECRET);
  const real = createBillingEvents(place.desk);
  const events: BillingEvents = {
    ...real,
    take: async (...args) => {
      if (odoo.down) throw new Error('Odoo is down');
      return real.take(...args);
    },
    confirm: async (key, batch) => {
      if (odoo.dies-- > 0) throw new Error('the desk was killed here');
      return real.confirm(key, batch);
    },
  };
  const webhooks: Webhook[] = [
    {
      name: 'crm',
      url: crm.url,
      secrets: [SECRET, OLD],
      events: ['invoice.drafted', 'invoice.approved', 'invoice.posted', 'invoice.sent', 'invoice.cancelled'],
    },
    { name: 'books', url: books.url, secrets: [SECRET], events: ['invoice.posted'] },
  ];
  desk = await startDesk({ events, config: { webhooks } });
});
afterAll(async () => {
  await desk.stop();
  await crm.close();
  await books.close();
  await sandbox.stop();
});

const draft = async (order: string) => {
  const [outcome] = await draftProposals(place.drafting, [await proposalOf(place, order)]);
  return invoiceId(outcome);
};
const approve = async (id: number) =>
  place.deciding.recordDecision(await decision(place, id, 'approved', { key: `life-${id}` }));
const send = async (id: number) => {
  await place.drafting.release(id);
  await place.drafting.settleRelease(id, '');
};
const of = ({ told }: Receiver, id: number) => told.filter(({ body }) => body.data.invoice.id === id);
const types = (from: Receiver, id: number) => of(from, id).map(({ type }) => type);
const untilTold = async (from: Receiver, id: number, ...expected: string[]) => {
  await eventually(async () => {
    await desk.desk.tick();
    return types(from, id).length >= expected.length;
  });
  expect(types(from, id)).toEqual(expected);
};
const log = async (query = '') =>
  (await desk.get(`/events${query}`)).body.deliveries as {
    id: string;
    type: string;
    webhook: string;
    attempts: number;
    deliveredAt: string | null;
    error: string | null;
    status: number | null;
  }[];

const cli = (...args: string[]) =>
  odooBilling(['events', ...args], { DESK_PUBLIC_URL: desk.url, DESK_API_TOKEN: TOKEN });

describe('webhooks', () => {
  it('are signed as the specification’s own example is', () => {
    const [id, secret] = ['msg_p5jXN8AQM9LWM0D4loKWxJek', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'];
    expect(signed(id, 1614265330, '{"test": 2432232314}', [secret])).toEqual({
      'webhook-id': id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('are told of an invoice’s life in order, each what it asked for, signed by the new secret and the old', async () => {
    const id = await draft('NL-101');
    await approve(id);
    await place.drafting.post([id]);
    await send(id);
    await untilTold(crm, id, 'invoice.drafted', 'invoice.approved', 'invoice.posted', 'invoice.sent');
    await untilTold(books, id, 'invoice.posted');
    expect([...of(crm, id), ...of(books, id)].every(({ verified }) => verified)).toBe(true);
    expect(new Set(of(crm, id).map((each) => each.id)).size).toBe(4);
    const [posted] = of(books, id);
    expect(posted?.id).toBe(of(crm, id)[2]?.id);
    expect(posted?.body).toMatchObject({
      type: 'invoice.posted',
      timestamp: expect.stringMatching(/^2026-\d\d-\d\dT.*Z$/),
      data: {
        invoice: {
          id,
          state: 'posted',
          customer: { name: 'Aldgate Insurance' },
          total: expect.any(String),
          currency: 'USD',
        },
      },
    });
    expect((await log(`?invoice=${id}`)).map(({ attempts, deliveredAt }) => [attempts, deliveredAt !== null])).toEqual(
      Array.from({ length: 5 }, () => [1, true]),
    );
  });

  it('that take nothing lose nothing: what comes later waits behind, each attempt is in the log', async () => {
    const id = await draft('NL-104');
    crm.status = 503;
    await eventually(async () => {
      await desk.desk.tick();
      return (await log(`?webhook=crm&invoice=${id}`))[0]?.attempts;
    });
    await approve(id);
    await eventually(async () => {
      await desk.desk.tick();
      return (await log(`?webhook=crm&invoice=${id}`)).length === 2;
    });
    const [approved, drafted] = await log(`?webhook=crm&invoice=${id}&open=true`);
    expect(drafted).toMatchObject({ type: 'invoice.drafted', status: 503, error: 'It answered HTTP 503.' });
    expect(approved).toMatchObject({ type: 'invoice.approved', attempts: 0, deliveredAt: null });
    const { said } = await cli('list', '--open');
    expect(said).toMatch(/invoice\.drafted +\d+ +crm +— +\d+ +It answered HTTP 503\./);
    crm.status = 200;
    // Tried again by itself in a moment, and now where somebody asks.
    expect((await cli('replay', '--webhook', 'crm', '--event', drafted?.id ?? '')).said).toContain(
      '1 event will be told again',
    );
    await untilTold(crm, id, 'invoice.drafted', 'invoice.approved');
  });

  it('miss nothing while Odoo is down, and hear nothing twice where the desk dies before Odoo may forget', async () => {
    odoo.down = true;
    const id = await draft('NL-106');
    await desk.desk.tick();
    expect(types(crm, id)).toEqual([]);
    odoo.down = false;
    odoo.dies = 1;
    await untilTold(crm, id, 'invoice.drafted');
    await desk.desk.tick();
    await desk.desk.tick();
    expect(types(crm, id)).toEqual(['invoice.drafted']);
    expect(odoo.dies).toBeLessThanOrEqual(0);
  });

  it('are told again under the same id, one event or a day, and only of what they ask for', async () => {
    const [before] = await log('?webhook=books');
    const again = () => books.told.filter(({ id }) => id === before?.id);
    expect((await cli('replay', '--webhook', 'books', '--event', before?.id ?? '')).code).toBe(0);
    await eventually(() => again().length === 2);
    const { code, said } = await cli('replay', '--webhook', 'books', '--from', '2026-01-01', '--to', '2026-12-31');
    expect([code, said]).toEqual([0, expect.stringContaining('1 event will be told again')]);
    await eventually(() => again().length === 3);
    const drafted = (await log('?webhook=crm')).find(({ type }) => type === 'invoice.drafted');
    expect(await cli('replay', '--webhook', 'books', '--event', drafted?.id ?? '')).toEqual({
      code: 1,
      said: expect.stringContaining('keeps no event'),
    });
    expect((await cli('replay', '--webhook', 'nobody', '--from', '2026-01-01')).said).toContain('It has crm, books.');
    expect((await cli('replay', '--webhook', 'books')).said).toContain('Which events?');
  });

  it('that redirect are followed nowhere', async () => {
    const elsewhere = await receiver(SECRET);
    Object.assign(crm, { status: 307, location: elsewhere.url });
    const id = await draft('NL-108');
    const [tried] = await eventually(async () => {
      await desk.desk.tick();
      const found = await log(`?webhook=crm&invoice=${id}`);
      return found[0]?.attempts ? found : undefined;
    });
    expect(tried).toMatchObject({ status: 307, error: 'It answered HTTP 307.', deliveredAt: null });
    expect(elsewhere.calls).toBe(0);
    Object.assign(crm, { status: 200, location: '' });
    await cli('replay', '--webhook', 'crm', '--event', tried?.id ?? '');
    await untilTold(crm, id, 'invoice.drafted');
    await elsewhere.close();
  });

  it('keep their secrets and addresses: neither is in the log, the answers or the database', async () => {
    const kept = JSON.stringify([
      desk.log,
      await log(),
      await desk.database.query('select * from desk.event_attempts'),
      await desk.database.query('select data from desk_jobs.job'),
    ]);
    for (const secret of [SECRET, OLD, 'key-in-the-path']) expect(kept).not.toContain(secret);
    expect((await desk.get('/events', 'a-wrong-token')).status).toBe(401);
  });

  it('forget half a year later, but never what is still to be told', async () => {
    await desk.database.query(
      "insert into desk.event_deliveries (event_id, webhook) select id, 'gone' from desk.events limit 1",
    );
    await dropOldEvents(desk.database, new Date(Date.now() + 1000));
    expect((await log()).map(({ webhook }) => webhook)).toContain('gone');
    expect(await desk.database.query('select id from desk.events')).toHaveLength(1);
  });
});

describe('what a webhook is told', () => {
  const told = (event: BillingEvent['event'], more: object): BillingEvent =>
    ({
      id: 1,
      event,
      at: '2026-03-31T10:00:00Z',
      by: 'Ann',
      record: { model: 'account.move', id: 7 },
      gone: false,
      ...more,
    }) as BillingEvent;
  const invoice = (more: object = {}) => ({ invoice: { id: 7, name: 'INV/7', type: 'out_invoice', ...more } });

  it.each([
    ['a draft', told('draft.made', invoice()), ['invoice.drafted', 7]],
    [
      'an approval',
      told('decision.recorded', { decision: { invoice: { id: 9 }, outcome: 'approved' } }),
      ['invoice.approved', 9],
    ],
    [
      'a rejection',
      told('decision.recorded', { decision: { invoice: { id: 9 }, outcome: 'rejected' } }),
      ['invoice.rejected', 9],
    ],
    [
      'a step of an approval',
      told('decision.recorded', { decision: { invoice: { id: 9 }, outcome: 'step-approved' } }),
      undefined,
    ],
    [
      'a credit note',
      told('invoice.posted', invoice({ type: 'out_refund', credits: { id: 5, name: 'INV/5' } })),
      ['invoice.credited', 5],
    ],
    ['a credit note of no invoice', told('invoice.posted', invoice({ type: 'out_refund' })), ['invoice.credited', 7]],
    ['a credit note’s draft', told('draft.made', invoice({ type: 'out_refund' })), undefined],
    [
      'a dispute',
      told('invoice.disputed', { dispute: { id: 3, invoice: { id: 9, name: 'INV/9' }, reason: 'hours' } }),
      ['invoice.disputed', 9],
    ],
    ['a dispute that is gone', told('invoice.disputed', { gone: true }), undefined],
    ['a payment', told('invoice.paid', invoice()), ['invoice.paid', 7]],
    ['an invoice that is gone', told('invoice.posted', { gone: true }), undefined],
  ])('%s', (_, event, expected) => {
    const found = invoiceEvent(event);
    expect(found && [found.type, found.invoiceId]).toEqual(expected);
  });
});

describe('the file of webhooks', () => {
  const good = { name: 'crm', url: 'https://crm.example.com/hooks', secret: SECRET, events: ['invoice.paid'] };
  async function read(webhooks: object[], mayBePlain = false) {
    const folder = await mkdtemp(join(tmpdir(), 'webhooks-'));
    const file = join(folder, 'webhooks.yaml');
    await writeFile(file, JSON.stringify({ webhooks }));
    const found = readWebhooks(file, mayBePlain);
    await rm(folder, { recursive: true });
    return found;
  }

  it('names whom to tell; two secrets while one is exchanged', async () => {
    expect(await read([{ ...good, secret: [SECRET, OLD] }])).toEqual({
      webhooks: [{ name: 'crm', url: good.url, events: ['invoice.paid'], secrets: [SECRET, OLD] }],
    });
  });

  it.each([
    ['plain http', { url: 'http://crm.example.com/hooks' }, 'https'],
    ['another scheme', { url: 'file:///etc/passwd' }, 'https'],
    ['a password in the address', { url: 'https://ann:key@crm.example.com' }, 'without user and password'],
    ['a short secret', { secret: 'whsec_c2hvcnQ=' }, '24 to 64 bytes'],
    ['a secret of another form', { secret: 'hunter2-hunter2-hunter2-hunter2' }, 'whsec_'],
    ['an event there is none of', { events: ['invoice.eaten'] }, 'there are invoice.drafted'],
    ['no events', { events: [] }, 'names no event'],
    ['a name that is none', { name: 'C R M' }, 'small letters'],
    ['what nobody knows', { retries: 3 }, 'retries'],
  ])('%s is refused, and no secret is told', async (_, wrong, words) => {
    const { problems = [] } = (await read([{ ...good, ...wrong }])) as { problems?: string[] };
    expect(problems.join()).toContain(words);
    expect(problems.join()).not.toMatch(/hunter2|ann:key|c2hvcnQ/);
  });

  it('plain http is for this machine alone, and not in production', async () => {
    const local = { ...good, url: 'http://127.0.0.1:9/hook' };
    expect(await read([local])).toHaveProperty('problems');
    expect(await read([local], true)).toHaveProperty('webhooks');
    expect(await read([{ ...good, url: 'http://10.0.0.9/hook' }], true)).toHaveProperty('problems');
  });

  it('two of one name, no file, no YAML', async () => {
    expect(await read([good, good])).toEqual({ problems: [expect.stringContaining('two webhooks are called crm')] });
    expect(readWebhooks('/nonexistent/webhooks.yaml', false)).toEqual({
      problems: [expect.stringContaining('ENOENT')],
    });
  });
});
