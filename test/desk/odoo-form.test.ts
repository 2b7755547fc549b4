import { afterEach, describe, expect, test } from 'vitest';
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
