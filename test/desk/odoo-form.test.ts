import { afterEach, describe, expect, test } from 'vitest';
import { PATIENCE_MS } from '../../src/desk/look.ts';
import { eventually, startDesk, type Started } from './start.ts';

const [ANN, BOB, PAUL, CLARA] = [5, 6, 7, 8];

let at: Started;
afterEach(() => at.stop());

/** Asked about an invoice, shown in the form. */
async function asked(invoiceId = 42): Promise<string> {
  at = await startDesk();
  at.odoo.add(invoiceId);
  const { id } = await at.ask(invoiceId);
  await eventually(() => at.odoo.shown.get(id)?.asked.length);
  return id;
}

const stands = (id: number) => at.odoo.submitted.find((one) => one.id === id);
const hint = () => fetch(at.odoo.hintAt, { method: 'POST', body: '{"_id": 1}' });

/** The clock of the desk, until it was answered. */
async function answered(id: number) {
  await at.desk.tick();
  return eventually(() => at.odoo.submitted.find((one) => one.id === id && one.state !== 'waiting'));
}

describe('Odoo’s own form', () => {
  test('shows what every channel shows, and what becomes of it', async () => {
    const id = await asked();
    expect(at.odoo.shown.get(id)).toMatchObject({
      invoiceId: 42,
      state: 'open',
      about: 'Draft #42 · Brandt & Söhne Maschinenbau GmbH · 14,092.58 EUR',
      why: [expect.any(String), 'Named to decide: Ann Approver, Bob Boss. One of them is enough.'],
      unusual: expect.arrayContaining(['The total is 2.4 times what this order was billed on average.']),
      standing: '',
      page: expect.stringContaining(`/inbox/${id}`),
      asked: [ANN, BOB],
    });
    const submission = at.odoo.submit(id, ANN, 'approved');
    expect(await answered(submission)).toMatchObject({ state: 'accepted', answer: 'Nobody else has to decide.' });
    await eventually(() => at.odoo.shown.get(id)?.state === 'approved');
    expect(at.odoo.shown.get(id)).toMatchObject({
      standing: expect.stringMatching(/^Approved by Ann Approver in Odoo/),
    });
    expect(at.odoo.shown.get(id)?.asked).toEqual([]);
    expect(at.odoo.decisions).toMatchObject([
      { channel: 'odoo', outcome: 'approved', verified: `signed in to Odoo, submission ${submission}` },
    ]);
  });

  test('hints make the desk look at once, and nothing in them is believed', async () => {
    const id = await asked();
    await at.desk.tick();
    await eventually(() => at.odoo.hintAt);
    const submission = at.odoo.submit(id, BOB, 'rejected');
    expect((await hint()).status).toBe(204);
    await eventually(() => stands(submission)?.state === 'accepted');
    await eventually(async () => (await at.state(id)) === 'rejected');
    expect(at.odoo.decisions).toMatchObject([{ reason: 'The rate is wrong.', person: { userId: BOB } }]);
  });

  test('whoever was not asked, may not or comes too late is told so', async () => {
    const id = await asked();
    at.odoo.edit(42, { preparers: [{ userId: BOB, name: 'Bob Boss', email: 'bob@firm.test' }] });
    const refused = [CLARA, PAUL, BOB].map((userId) => at.odoo.submit(id, userId, 'approved'));
    const reasons = await Promise.all(refused.map(async (each) => (await answered(each)).answer));
    expect(reasons).toEqual([
      'You were not asked to decide on this invoice.',
      'You were not asked to decide on this invoice.',
      expect.stringContaining('prepared this invoice'),
    ]);
    expect(refused.map((each) => stands(each)?.state)).toEqual(['refused', 'refused', 'refused']);
    expect(at.odoo.decisions).toEqual([]);

    at.odoo.edit(42, { preparers: [] });
    await answered(at.odoo.submit(id, ANN, 'approved'));
    const late = at.odoo.submit(id, BOB, 'rejected');
    expect(await answered(late)).toMatchObject({
      state: 'late',
      answer: expect.stringContaining('Ann Approver approved'),
    });
    expect(at.odoo.decisions).toHaveLength(1);
    expect((await at.refusals()).map(({ channel, code }) => `${channel} ${code}`)).toEqual([
      'odoo not-asked',
      'odoo not-asked',
      'odoo preparer',
      'odoo state',
    ]);
  });

  test('an address shared with somebody who was asked is nobody’s here', async () => {
    const id = await asked();
    at.odoo.people.push({ userId: 11, name: 'Ann Twin', email: 'ann@firm.test', mayApprove: true, companyIds: [1] });
    expect(await answered(at.odoo.submit(id, 11, 'approved'))).toMatchObject({ state: 'refused' });
    expect(await at.state(id)).toBe('open');
  });

  test('what came up since is shown before it is decided', async () => {
    const id = await asked();
    const before = at.odoo.shown.get(id)?.seen;
    at.odoo.edit(42, { findings: [{ code: 'po.exceeded', message: 'The purchase order is exceeded.' }] });
    const submission = at.odoo.submit(id, ANN, 'approved');
    expect(await answered(submission)).toMatchObject({ state: 'unseen' });
    await eventually(() => at.odoo.shown.get(id)?.seen !== before);
    expect(at.odoo.shown.get(id)?.unusual).toEqual(['The purchase order is exceeded.']);
    expect(await answered(at.odoo.submit(id, ANN, 'approved'))).toMatchObject({ state: 'accepted' });
    expect(at.odoo.decisions).toHaveLength(1);
  });

  test('an edited invoice voids what was submitted', async () => {
    const id = await asked();
    const submission = at.odoo.submit(id, ANN, 'approved');
    at.odoo.edit(42, { content: 'invoice 42, edited' });
    expect(await answered(submission)).toMatchObject({ state: 'late', answer: expect.stringContaining('edited') });
    await eventually(() => at.odoo.shown.get(id)?.state === 'void');
    expect(at.odoo.decisions).toEqual([]);
  });

  test('an answer that gets lost is given again: decided once, told as decided', async () => {
    const id = await asked();
    at.odoo.loseNextSubmission = true;
    const submission = at.odoo.submit(id, ANN, 'approved');
    await at.desk.tick();
    await eventually(() => !at.odoo.loseNextSubmission);
    expect(await answered(submission)).toMatchObject({ state: 'accepted' });
    await eventually(() => at.odoo.decisions.length);
    expect(at.odoo.decisions).toHaveLength(1);
  });

  test('one the desk can’t take does not hold up the others', async () => {
    const id = await asked();
    const broken = at.odoo.submit('not-a-request', ANN, 'approved');
    const submission = at.odoo.submit(id, ANN, 'approved');
    expect(await answered(submission)).toMatchObject({ state: 'accepted' });
    expect(stands(broken)).toMatchObject({ state: 'waiting' });
    const unknown = at.odoo.submit('6f9c1f9e-58b0-4d0e-9a53-0c8d7bb7d001', ANN, 'approved');
    expect(await answered(unknown)).toMatchObject({
      state: 'refused',
      answer: expect.stringContaining('does not know this request'),
    });
  });

  test('while Odoo is away it waits there, and is taken once it is back', async () => {
    const id = await asked();
    const submission = at.odoo.submit(id, ANN, 'approved');
    at.odoo.down = true;
    await at.desk.tick();
    expect(stands(submission)?.state).toBe('waiting');
    at.odoo.down = false;
    expect(await answered(submission)).toMatchObject({ state: 'accepted' });
  });
});

test('an Odoo that takes its time is waited for: what was edited is not told as decided', async () => {
  const id = await asked();
  const submission = at.odoo.submit(id, ANN, 'approved');
  at.odoo.edit(42, { content: 'invoice 42, edited' });
  let slow = 5;
  const busy = () => (slow-- > 0 ? new Promise((done) => setTimeout(done, PATIENCE_MS * 1.2)) : undefined);
  Object.defineProperty(at.odoo, 'busy', { get: busy });
  expect(await answered(submission)).toMatchObject({ state: 'late', answer: expect.stringContaining('edited') });
});

describe('what is said in Odoo’s form besides a decision', () => {
  const talkOn = (id: string) => at.odoo.shown.get(id)?.talk ?? [];
  const questionsOn = (id: string) => at.odoo.shown.get(id)?.questions ?? [];
  const events = (id: string, kind: string) =>
    at.odoo.events.filter((one) => one.requestId === id && one.kind === kind);

  test('a question goes to who prepared the invoice, who answers there; both are shown and on the record', async () => {
    const id = await asked();
    const question = at.odoo.submit(id, ANN, 'ask', { reason: 'Why two days\nof travel?' });
    expect(await answered(question)).toMatchObject({
      state: 'accepted',
      answer: 'Ann Approver asked Paul Preparer.',
    });
    const waits = await eventually(() => questionsOn(id)[0]);
    expect(waits).toEqual({ id: expect.any(String), of: [PAUL], text: 'Ann Approver: Why two days of travel?' });
    expect(talkOn(id)).toEqual([
      expect.stringMatching(/^Ann Approver asked Paul Preparer\tin Odoo, /),
      '\tWhy two days',
      '\tof travel?',
      'No answer yet.',
    ]);
    expect(at.odoo.shown.get(id)).toMatchObject({ state: 'open', asked: [ANN, BOB] });

    const answer = at.odoo.submit(id, PAUL, 'answer', { question: waits.id, reason: 'The plant was shut.' });
    expect(await answered(answer)).toMatchObject({
      state: 'accepted',
      answer: 'Paul Preparer answered Ann Approver.',
    });
    await eventually(() => questionsOn(id).length === 0);
    expect(talkOn(id).slice(3)).toEqual([
      expect.stringMatching(/^Paul Preparer answered Ann Approver\tin Odoo, /),
      '\tThe plant was shut.',
    ]);
    await eventually(() => events(id, 'answered').length);
    const signed = (submission: number) => `signed in to Odoo, submission ${submission}`;
    expect([...events(id, 'asked'), ...events(id, 'answered')]).toMatchObject([
      { channel: 'odoo', verified: signed(question), person: { userId: ANN } },
      { channel: 'odoo', verified: signed(answer), person: { userId: PAUL } },
    ]);
    expect(at.odoo.decisions).toEqual([]);
  });

  test('only whom it was put to can answer, once, and only about this request', async () => {
    const id = await asked();
    await answered(at.odoo.submit(id, ANN, 'ask', { reason: 'Why two days?' }));
    const waits = await eventually(() => questionsOn(id)[0]);
    const say = (userId: number, request = id) =>
      at.odoo.submit(request, userId, 'answer', { question: waits.id, reason: 'Because.' });
    at.odoo.add(43);
    const other = await at.ask(43);
    for (const no of [say(BOB), say(CLARA), say(PAUL, other.id)])
      expect(await answered(no)).toMatchObject({
        state: 'refused',
        answer: 'No question here waits for your answer.',
      });
    expect(await answered(say(PAUL))).toMatchObject({ state: 'accepted' });
    expect(await answered(say(PAUL))).toMatchObject({
      state: 'late',
      answer: 'Paul Preparer answered Ann Approver already.',
    });
    await eventually(() => events(id, 'answered').length);
    expect(events(id, 'answered')).toHaveLength(1);
  });

  test('handing on passes the seat to who may have it, and no other', async () => {
    at = await startDesk();
    at.odoo.add(42);
    const { id } = await at.ask(42, ['ann@firm.test']);
    await eventually(() => at.odoo.shown.get(id)?.asked.length);
    const give = (from: number, to: number) =>
      at.odoo.submit(id, from, 'hand-on', { to, reason: 'It is his customer.' });
    const refusals = [];
    for (const [from, to] of [
      [ANN, PAUL],
      [ANN, CLARA],
      [ANN, ANN],
      [ANN, 99],
      [BOB, BOB],
      [CLARA, BOB],
    ] as const)
      refusals.push(await answered(give(from, to)));
    expect(refusals.map(({ state }) => state)).toEqual(refusals.map(() => 'refused'));
    expect(refusals.map(({ answer }) => answer)).toEqual([
      expect.stringContaining('prepared this invoice'),
      expect.stringContaining('may not approve'),
      'Ann Approver was asked about it already.',
      'Odoo knows nobody by this name who can be asked.',
      'You were not asked to decide on this invoice.',
      'You were not asked to decide on this invoice.',
    ]);
    expect(at.odoo.shown.get(id)?.asked).toEqual([ANN]);

    const given = give(ANN, BOB);
    expect(await answered(given)).toMatchObject({
      state: 'accepted',
      answer: 'Ann Approver handed it on to Bob Boss.',
    });
    await eventually(() => at.odoo.shown.get(id)?.asked[0] === BOB);
    expect(talkOn(id)).toEqual([
      expect.stringMatching(/^Ann Approver handed it on to Bob Boss\tin Odoo, /),
      '\tIt is his customer.',
    ]);
    expect(await answered(at.odoo.submit(id, ANN, 'approved'))).toMatchObject({ state: 'late' });
    expect(await answered(at.odoo.submit(id, BOB, 'approved'))).toMatchObject({ state: 'accepted' });
    expect(at.odoo.decisions).toMatchObject([{ channel: 'odoo', person: { userId: BOB } }]);
  });

  test('answers that get lost are given again: asked, answered and handed on once', async () => {
    const id = await asked();
    at.odoo.people.push({ userId: 11, name: 'Eve Else', email: 'eve@firm.test', mayApprove: true, companyIds: [1] });
    async function lost(submission: number) {
      at.odoo.loseNextSubmission = true;
      await at.desk.tick();
      await eventually(() => !at.odoo.loseNextSubmission);
      return answered(submission);
    }
    const asks = at.odoo.submit(id, ANN, 'ask', { reason: 'Why two days?' });
    expect(await lost(asks)).toMatchObject({ state: 'accepted', answer: 'Ann Approver asked Paul Preparer.' });
    const waits = await eventually(() => questionsOn(id)[0]);
    const answers = at.odoo.submit(id, PAUL, 'answer', { question: waits.id, reason: 'The plant was shut.' });
    expect(await lost(answers)).toMatchObject({ state: 'accepted' });
    const gives = at.odoo.submit(id, ANN, 'hand-on', { to: 11, reason: 'I am off.' });
    expect(await lost(gives)).toMatchObject({ state: 'accepted', answer: 'Ann Approver handed it on to Eve Else.' });
    await eventually(() => talkOn(id).length === 6);
    for (const kind of ['asked', 'answered', 'delegated']) {
      await eventually(() => events(id, kind).length);
      expect(events(id, kind)).toHaveLength(1);
    }
  });

  test.each(['ask', 'hand-on'] as const)('%s: nothing, of an invoice edited since', async (kind) => {
    const id = await asked();
    const submission = at.odoo.submit(id, ANN, kind, { to: BOB, reason: 'Why two days?' });
    at.odoo.edit(42, { content: 'invoice 42, edited' });
    expect(await answered(submission)).toMatchObject({ state: 'late', answer: expect.stringContaining('edited') });
    await eventually(() => at.odoo.shown.get(id)?.state === 'void');
    expect(talkOn(id)).toEqual([]);
  });
});
