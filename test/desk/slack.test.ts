import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Posted } from './fake-slack.ts';
import { eventually, type Started, startDesk } from './start.ts';

let desk: Started;
let next = 1;

beforeAll(async () => {
  desk = await startDesk({ withSlack: true, withMail: false });
});
afterAll(() => desk.stop());

/** A draft, a request and the message that asks about it. */
async function asked(change: Parameters<Started['odoo']['add']>[1] = {}) {
  const invoiceId = next++;
  desk.odoo.add(invoiceId, change);
  const before = desk.slack.messages.length;
  const request = await desk.ask(invoiceId);
  const message = await eventually(() => desk.slack.messages[before]);
  await eventually(async () => {
    const [row] = await desk.database.query('select ts from desk.slack_messages where request_id = $1', [request.id]);
    return row?.ts;
  });
  return { invoiceId, id: request.id, message };
}

const shows = ({ blocks }: Posted) => JSON.stringify(blocks);
const buttons = ({ blocks }: Posted) => blocks.flatMap(({ elements = [] }) => elements.map((each) => each.action_id));
const lastRefusal = async () => (await desk.refusals()).at(-1);

describe('the message in Slack', () => {
  it('gives the facts, what is unusual, who may decide, and two buttons that say nothing of the invoice', async () => {
    const { message, id } = await asked();
    for (const fact of ['Brandt & Söhne', '14,092.58 EUR', 'March 2026', '62.5 Hours × 145.00', '2.4 times']) {
      expect(shows(message)).toContain(fact);
    }
    expect(shows(message)).toContain('Named to decide: Ann Approver, Bob Boss. One of them is enough.');
    expect(buttons(message)).toEqual(expect.arrayContaining(['approve', 'reject']));
    const value = message.blocks.at(-1)?.elements?.[0]?.value ?? '';
    expect(value).toMatch(/^[0-9a-f-]{36}$/);
    expect(value).not.toBe(id);
  });

  it('lets no name in Odoo become markup', async () => {
    const { message } = await asked({
      customer: { id: 1, name: '<!channel> Ltd' },
      findings: [{ code: 'x', message: 'See <!channel> & <http://evil|here>' }],
    });
    expect(message.text).toContain('&lt;!channel&gt; Ltd');
    expect(shows(message)).toContain('See &lt;!channel&gt; &amp; &lt;http://evil|here&gt;');
  });
});

describe('Approve in Slack', () => {
  it('brings the decision to Odoo and shows by whom, the buttons gone', async () => {
    const { id, invoiceId, message } = await asked();
    expect((await desk.slack.click(desk.url, message, 'approve', 'UANN')).status).toBe(200);
    await eventually(async () => (await desk.state(id)) === 'approved');
    await eventually(
      () =>
        shows(message).includes('*Approved by Ann Approver* in Slack') && !shows(message).includes('Being recorded'),
    );
    expect(buttons(message)).not.toContain('approve');
    expect(desk.odoo.decisions.filter((made) => made.requestId === id)).toMatchObject([
      { invoiceId, outcome: 'approved', channel: 'slack', person: { email: 'ann@firm.test' } },
    ]);
  });

  it('is taken once, whoever clicks next', async () => {
    const { id, message } = await asked();
    await Promise.all([
      desk.slack.click(desk.url, message, 'approve', 'UANN'),
      desk.slack.click(desk.url, message, 'approve', 'UANN'),
    ]);
    await eventually(async () => (await desk.state(id)) === 'approved');
    // The old message may still be on somebody's screen, with its buttons.
    const button = { actions: [{ type: 'button', action_id: 'approve', block_id: 'b', value: await refOf(id) }] };
    await desk.slack.click(desk.url, message, 'approve', 'UBOB', button);
    await eventually(() =>
      desk.slack.whispers('UBOB').some((text) => text.includes('Ann Approver approved this already')),
    );
    expect(desk.odoo.decisions.filter((made) => made.requestId === id)).toHaveLength(1);
  });
});

it('what is unusual by now and not in the message is not decided by its buttons', async () => {
  const { id, invoiceId, message } = await asked();
  desk.odoo.edit(invoiceId, { findings: [{ code: 'work.gone', message: 'Billed, but deleted in Odoo.' }] });
  const told = () => desk.slack.whispers('UANN').filter((text) => text.includes('unusual by now'));
  const before = told().length;
  await desk.slack.click(desk.url, message, 'approve', 'UANN');
  await eventually(() => told().length > before);
  expect(await desk.state(id)).toBe('open');
  expect(desk.odoo.decisions.filter((made) => made.requestId === id)).toEqual([]);
});

describe('what Slack is told was taken, was kept:', () => {
  /** A database that fails at this very moment. */
  async function withoutTable<T>(table: string, work: () => Promise<T>): Promise<T> {
    await desk.database.query(`alter table desk.${table} rename to away`);
    return work().finally(() => desk.database.query(`alter table desk.away rename to ${table}`));
  }

  it('a click is answered once the decision is in the desk’s database', async () => {
    const { id, message } = await asked();
    desk.odoo.down = true;
    await desk.slack.click(desk.url, message, 'approve', 'UANN');
    expect(await desk.state(id)).toBe('deciding');
    desk.odoo.down = false;
  });

  it('copies of a click ask Slack but once who it is that clicks', async () => {
    const { id, message } = await asked();
    const before = desk.slack.called('users.info').length;
    await Promise.all(Array.from({ length: 20 }, () => desk.slack.click(desk.url, message, 'approve', 'UANN')));
    expect(desk.slack.called('users.info').length - before).toBeLessThan(20);
    expect(await desk.state(id)).not.toBe('open');
  });

  it('a click that can’t be kept is no success, and whoever clicked is told', async () => {
    const { id, message } = await asked();
    const { status } = await withoutTable('decisions', () => desk.slack.click(desk.url, message, 'approve', 'UANN'));
    expect(status).toBe(500);
    expect(desk.slack.whispers('UANN').at(-1)).toContain('Please try again in a minute');
    expect(await desk.state(id)).toBe('open');
  });

  it('nor is a rejection', async () => {
    const { id, message } = await asked();
    await desk.slack.click(desk.url, message, 'reject', 'UBOB');
    await eventually(() => desk.slack.openedView('UBOB')?.private_metadata);
    const answer = await withoutTable('decisions', () => desk.slack.submit(desk.url, 'UBOB', 'Wrong purchase order'));
    expect(await answer.json()).toMatchObject({
      response_action: 'errors',
      errors: { reason: expect.stringContaining('Please try again in a minute') },
    });
    expect(await desk.state(id)).toBe('open');
  });
});

describe('Reject in Slack', () => {
  it('asks for a reason, takes none too short, and opens a case', async () => {
    const { id, invoiceId, message } = await asked();
    await desk.slack.click(desk.url, message, 'reject', 'UBOB');
    await eventually(() => desk.slack.openedView('UBOB')?.private_metadata);
    expect(await desk.state(id)).toBe('open');

    const empty = await desk.slack.submit(desk.url, 'UBOB', null);
    expect(await empty.json()).toMatchObject({ response_action: 'errors', errors: { reason: expect.any(String) } });
    expect(await desk.state(id)).toBe('open');

    await desk.slack.submit(desk.url, 'UBOB', 'Wrong purchase order');
    await eventually(async () => (await desk.state(id)) === 'rejected');
    expect(desk.odoo.cases.get(`invoice.rejected.${invoiceId}.${id}`)?.detail).toBe(
      'Bob Boss rejected it: Wrong purchase order',
    );
    await eventually(() => shows(message).includes('*Rejected by Bob Boss*'));
    expect(shows(message)).toContain('>Wrong purchase order');
  });
});

describe('besides deciding, in Slack', () => {
  it('a question goes to who prepared it, the message shows it, and the one it went to answers it there', async () => {
    const { id, message } = await asked();
    expect(buttons(message).filter(Boolean)).toEqual(['approve', 'reject', 'ask', 'hand-on']);
    await desk.slack.click(desk.url, message, 'ask', 'UANN');
    await eventually(() => desk.slack.openedView('UANN')?.callback_id === 'ask');
    const short = await desk.slack.submit(desk.url, 'UANN', ' ');
    expect(await short.json()).toMatchObject({ response_action: 'errors' });
    await Promise.all([1, 2, 3].map(() => desk.slack.submit(desk.url, 'UANN', 'Why <!channel> two days?')));
    await eventually(() => shows(message).includes('Ann Approver asked Paul Preparer'));
    expect(shows(message)).toContain('>Why &lt;!channel&gt; two days?');
    expect(shows(message)).toContain('No answer yet.');
    await eventually(() => desk.slack.whispers('UANN').some((text) => text.includes('You asked already')));

    const before = desk.slack.whispers('UBOB').length;
    await desk.slack.click(desk.url, message, 'answer', 'UBOB');
    await eventually(() => desk.slack.whispers('UBOB').length > before);
    await desk.slack.click(desk.url, message, 'answer', 'UPAUL');
    await eventually(() => desk.slack.openedView('UPAUL')?.callback_id === 'answer');
    expect(JSON.stringify(desk.slack.openedView('UPAUL'))).toContain('two days?');
    await desk.slack.submit(desk.url, 'UPAUL', 'Snow.');
    await eventually(() => shows(message).includes('Paul Preparer answered Ann Approver'));
    await eventually(() => !buttons(message).includes('answer'));
    expect(shows(message)).toContain('>Snow.');
    expect(await desk.state(id)).toBe('open');
    expect(desk.odoo.decisions.filter((made) => made.requestId === id)).toEqual([]);
    const told = () => desk.odoo.events.filter((each) => each.requestId === id && each.kind !== 'requested');
    await eventually(() => told().length >= 2);
    expect(told().map(({ kind, what }) => `${kind}: ${what}`)).toEqual([
      'asked: Ann Approver asked Paul Preparer',
      'answered: Paul Preparer answered Ann Approver',
    ]);
  });

  it('a question is asked by nobody who was not asked, from no other workspace', async () => {
    const { id, message } = await asked();
    await desk.slack.click(desk.url, message, 'ask', 'UANN');
    await eventually(() => desk.slack.openedView('UANN')?.callback_id === 'ask');
    const view = desk.slack.openedView('UANN');
    const forged = { ...view, id: 'V1', state: { values: { reason: { text: { value: 'May I?' } } } } };
    const before = (await desk.refusals()).length;
    const send = (user: string, team = desk.slack.team) =>
      desk.slack.send(desk.url, {
        ...{ type: 'view_submission', team: { id: team }, user: { id: user, team_id: team }, view: forged },
      });
    await send('UCLARA');
    await send('USTRANGER', 'T0OTHER');
    await eventually(async () => (await desk.refusals()).length >= before + 2);
    const codes = (await desk.refusals()).slice(before).map(({ code }) => code);
    expect(codes.sort()).toEqual(['not-asked', 'team']);
    const [row] = await desk.database.query<{ questions: object[] }>(
      'select questions from desk.requests where id = $1',
      [id],
    );
    expect(row?.questions).toEqual([]);
  });

  it('it is handed on to one of those Odoo lets decide; the old buttons say so', async () => {
    const invoiceId = next++;
    desk.odoo.add(invoiceId, { customer: { id: 1, name: `Handed ${invoiceId}` } });
    const { id } = await desk.ask(invoiceId, ['ann@firm.test']);
    const message = await eventually(() =>
      desk.slack.messages.find((each) => shows(each).includes(`Handed ${invoiceId}`)),
    );
    await eventually(async () => {
      const [row] = await desk.database.query('select ts from desk.slack_messages where request_id = $1', [id]);
      return row?.ts;
    });
    await desk.slack.click(desk.url, message, 'hand-on', 'UANN');
    const options = () => desk.slack.openedView('UANN')?.blocks.flatMap(({ element }) => element?.options ?? []) ?? [];
    await eventually(() => options().length > 0);
    expect(options().map(({ value }) => value)).toEqual(['6']);
    await desk.slack.submit(desk.url, 'UANN', 'On leave', {}, '7');
    await eventually(() => desk.slack.whispers('UANN').some((text) => text.includes('Paul Preparer prepared this')));
    await Promise.all([1, 2, 3].map(() => desk.slack.submit(desk.url, 'UANN', 'On leave', {}, '6')));
    await eventually(() => shows(message).includes('Ann Approver handed it on to Bob Boss'));
    expect(shows(message)).toContain('>On leave');
    const late = () => desk.slack.whispers('UANN').filter((text) => text.includes('It waits for Bob Boss.')).length;
    const before = late();
    await desk.slack.click(desk.url, message, 'approve', 'UANN');
    await desk.slack.click(desk.url, message, 'hand-on', 'UANN');
    await eventually(() => late() >= before + 2);
    expect(await desk.state(id)).toBe('open');
    await desk.slack.click(desk.url, message, 'approve', 'UBOB');
    await eventually(async () => (await desk.state(id)) === 'approved');
    expect(desk.odoo.decisions.filter((made) => made.requestId === id)).toMatchObject([{ person: { userId: 6 } }]);
  });
});

describe('Slack is refused, nothing changed, and it is logged,', () => {
  const now = () => Math.floor(Date.now() / 1000);

  it.each([
    ['a forged signature', { secret: 'somebody-elses-secret' }, 'signature'],
    ['a body changed on the way', { tamper: '&x=1' }, 'signature'],
    ['a stale timestamp', { at: now() - 400 }, 'signature'],
    ['a timestamp of the future', { at: now() + 3600 }, 'future'],
  ])('with %s', async (_what, signing, code) => {
    const { id, message } = await asked();
    const before = (await desk.refusals()).length;
    const response = await desk.slack.click(desk.url, message, 'approve', 'UANN', {}, signing);
    expect(response.status).toBe(401);
    await eventually(async () => (await desk.refusals()).length > before);
    expect(await lastRefusal()).toEqual({ channel: 'slack', who: 'unknown', code });
    expect(await desk.state(id)).toBe('open');
  });

  it.each([
    ['the preparer', 'UPAUL', {}, 'not-asked', 'UPAUL'],
    ['a clerk', 'UCLARA', {}, 'not-asked', 'UCLARA'],
    ['somebody without an address', 'UNOMAIL', {}, 'unknown-person', 'UNOMAIL'],
    ['somebody who left', 'UGONE', {}, 'unknown-person', 'UGONE'],
    ['a guest from another workspace', 'USTRANGER', {}, 'unknown-person', 'USTRANGER'],
    ['another workspace', 'UANN', { team: { id: 'T0OTHER' } }, 'team', 'UANN'],
    ['another channel', 'UANN', { channel: { id: 'C0OTHER' } }, 'message', 'UANN'],
    ['another message', 'UANN', { message: { ts: '1.2' } }, 'message', 'UANN'],
    [
      'an invented reference',
      'UANN',
      { actions: [{ type: 'button', action_id: 'approve', block_id: 'b', value: 'made-up' }] },
      'message',
      'UANN',
    ],
  ])('from %s', async (_who, user, change, code, whisperedTo) => {
    const { id, message } = await asked();
    const before = (await desk.refusals()).length;
    const whispers = desk.slack.whispers(whisperedTo).length;
    await desk.slack.click(desk.url, message, 'approve', user, change);
    await eventually(async () => (await desk.refusals()).length > before);
    expect((await lastRefusal())?.code).toBe(code);
    await eventually(() => desk.slack.whispers(whisperedTo).length > whispers);
    expect(await desk.state(id)).toBe('open');
    expect(desk.odoo.decisions.filter((made) => made.requestId === id)).toEqual([]);
  });

  it('from an approver who became a preparer since', async () => {
    const { id, invoiceId, message } = await asked();
    desk.odoo.edit(invoiceId, { preparers: [{ userId: 5, name: 'Ann Approver', email: 'ann@firm.test' }] });
    await desk.slack.click(desk.url, message, 'approve', 'UANN');
    await eventually(async () => (await lastRefusal())?.code === 'preparer');
    expect(await desk.state(id)).toBe('open');
  });

  it('an action nobody knows, and answers at once', async () => {
    const { id, message } = await asked();
    const started = Date.now();
    expect((await desk.slack.click(desk.url, message, 'delete-everything', 'UANN')).status).toBe(200);
    expect(Date.now() - started).toBeLessThan(2000);
    expect(await desk.state(id)).toBe('open');
  });

  it('a body beyond its limit', async () => {
    const { message } = await asked();
    const response = await desk.slack.click(desk.url, message, 'approve', 'UANN', { pad: 'x'.repeat(300_000) });
    expect(response.status).toBe(413);
  });
});

describe('when the invoice changes', () => {
  it('a new request voids the old message and posts a new one', async () => {
    const { id, invoiceId, message } = await asked();
    desk.odoo.edit(invoiceId, { content: 'edited', total: '99.00' });
    desk.odoo.edits.set(invoiceId, ['Clara Clerk: "Consulting": Price was 145.0, is 99.0.']);
    const again = await desk.ask(invoiceId);
    expect(again.id).not.toBe(id);
    expect(await desk.state(id)).toBe('void');
    await eventually(() => shows(message).includes('Nothing to decide any more'));
    expect(shows(message)).toContain('Clara Clerk: \\"Consulting\\": Price was 145.0, is 99.0.');
    expect(buttons(message)).not.toContain('approve');
    await eventually(() => desk.slack.messages.some((each) => shows(each).includes('99.00 EUR')));
  });

  it('the sweep voids what was posted, cancelled, edited or deleted', async () => {
    const [posted, cancelled, deleted, same] = [await asked(), await asked(), await asked(), await asked()];
    desk.odoo.edit(posted.invoiceId, { state: 'posted' });
    desk.odoo.edit(cancelled.invoiceId, { state: 'cancel' });
    desk.odoo.invoices.delete(deleted.invoiceId);
    await desk.desk.tick();
    for (const { id } of [posted, cancelled, deleted]) await eventually(async () => (await desk.state(id)) === 'void');
    expect(await desk.state(same.id)).toBe('open');
    await eventually(() => shows(deleted.message).includes('is not in Odoo'));
  });
});

it('Slack being away delays the message, nothing else', async () => {
  const invoiceId = next++;
  desk.odoo.add(invoiceId, { customer: { id: 1, name: 'Late Ltd' } });
  desk.slack.failure = 'internal_error';
  const { state } = await desk.ask(invoiceId);
  expect(state).toBe('open');
  await eventually(() => desk.log.some((line) => line.includes('job failed')));
  desk.slack.failure = undefined;
  await eventually(() => desk.slack.messages.find((message) => shows(message).includes('Late Ltd')));
});

it('the bot token and the signing secret are in no log', () => {
  const written = desk.log.join('');
  expect(written).not.toContain(desk.slack.botToken);
  expect(written).not.toContain(desk.slack.signingSecret);
});

async function refOf(requestId: string): Promise<string> {
  const [row] = await desk.database.query<{ ref: string }>(
    'select ref from desk.slack_messages where request_id = $1',
    [requestId],
  );
  return row?.ref ?? '';
}
