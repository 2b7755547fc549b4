import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, press, type Started, startDesk } from './start.ts';
import { signedIn } from './visitor.ts';

const WORDS =
  '"Senior consulting": 59.5 Hours on the invoice, 3 less than the work behind it. Say what becomes of the rest.';
const MISSING = [{ message: WORDS, isMissing: true, code: 'work.unsaid' as const, lineId: 2 }];
/** As HTML writes it. */
const SHOWN = WORDS.replaceAll('"', '&quot;');

let desk: Started;
let next = 1;

beforeAll(async () => {
  desk = await startDesk({ withSlack: true, withTeams: true });
});
afterAll(() => desk.stop());

async function asked(unsaid: typeof MISSING | [] = MISSING) {
  const invoiceId = next++;
  desk.odoo.add(invoiceId, { findings: [], unsaid });
  const { id } = await desk.ask(invoiceId);
  return { id, invoiceId };
}
const made = (id: string) => desk.odoo.decisions.filter(({ requestId }) => requestId === id);
const linkOf = (id: string) => desk.linkFor('ann@firm.test', id);
const refusals = async () => (await desk.refusals()).filter(({ code }) => code === 'unsaid');

/** Nothing is decided, nothing is kept for later, and no case is opened. */
async function nothingHappened(id: string): Promise<void> {
  expect(await desk.state(id)).toBe('open');
  expect(made(id)).toEqual([]);
  expect([...desk.odoo.cases.keys()].filter((key) => key.startsWith('desk.record-failed'))).toEqual([]);
}

describe('work that is off an invoice, and of which nobody said what becomes of it', () => {
  it('is on the page, which offers no approval; a button pressed all the same is told why', async () => {
    const { id, invoiceId } = await asked();
    const link = await linkOf(id);
    const page = await (await fetch(link)).text();
    expect(page).toContain(SHOWN);
    expect(page).not.toContain('value="approve"');
    expect(page).toContain('value="reject"');
    const answer = await press(link, { decision: 'approve' });
    expect([answer.status, await answer.text()]).toEqual([409, expect.stringContaining('can’t be approved yet')]);
    await nothingHappened(id);

    const ann = await signedIn(desk, 'ann@firm.test');
    const own = await ann.go(`/inbox/${id}`);
    expect(own.text).toContain(SHOWN);
    expect(own.text).toContain(`href="/invoices/${invoiceId}"`);
    const told = await ann.submit({ decision: 'approve' });
    expect([told.status, told.text]).toEqual([409, expect.stringContaining(SHOWN)]);
    await nothingHappened(id);
  });

  it('is in the mail, in Slack and on the card', async () => {
    const { id } = await asked();
    await linkOf(id);
    const mail = desk.mailbox.to('ann@firm.test').findLast(({ raw }) => raw.includes(`<ask.${id}`));
    expect(mail?.raw.replaceAll('=\r\n', '').replaceAll('=3D', '=')).toContain('3 less than the work behind it');
    const shown = (all: unknown[]) =>
      eventually(() => all.map((each) => JSON.stringify(each)).find((text) => text.includes(id)));
    for (const all of [desk.slack.messages, desk.teams.cards])
      expect(await shown(all)).toContain('3 less than the work behind it');
  });

  it('stands before a decision of several at once', async () => {
    const { id } = await asked();
    const ann = await signedIn(desk, 'ann@firm.test');
    expect((await ann.go('/inbox')).text).toContain('Open it to decide');
    const review = await ann.submit({ pick: id }, '/inbox/review');
    expect(review.text).toContain('None of these can be decided together');
    expect(review.text).toContain(SHOWN);
  });

  it('is rejected as anything else', async () => {
    const { id } = await asked();
    const answer = await press(await linkOf(id), { decision: 'reject', reason: 'Put the three hours back.' });
    expect(answer.status).toBe(200);
    await eventually(async () => (await desk.state(id)) === 'rejected');
  });

  it('is asked about and handed on as anything else', async () => {
    const { id } = await asked();
    const ann = await signedIn(desk, 'ann@firm.test');
    // Nobody is left who was not asked.
    expect((await ann.go(`/inbox/${id}/hand-on`)).text).toContain('There is nobody to hand it on to');
    const bob = await signedIn(desk, 'bob@firm.test');
    await bob.go(`/inbox/${id}/ask`);
    expect((await bob.submit({ text: 'What of the three hours?' })).text).toContain('Your question is on its way');
  });

  it('once it is said is approved by the same message: the invoice reads as before', async () => {
    const { id, invoiceId } = await asked();
    const link = await linkOf(id);
    desk.odoo.edit(invoiceId, { unsaid: [] });
    expect((await press(link, { decision: 'approve' })).status).toBe(200);
    await eventually(async () => (await desk.state(id)) === 'approved');
  });

  it('found when a decision kept without Odoo gets there: refused in those words, for others to decide', async () => {
    const { id, invoiceId } = await asked([]);
    const link = await linkOf(id);
    desk.odoo.down = true;
    expect((await press(link, { decision: 'approve' })).status).toBe(200);
    desk.odoo.edit(invoiceId, { unsaid: MISSING });
    desk.odoo.down = false;
    await eventually(async () => (await desk.state(id)) === 'open');
    const mail = await eventually(() =>
      desk.mailbox.to('ann@firm.test').find(({ raw }) => raw.includes(`refused.${id}`)),
    );
    expect(mail.raw.replaceAll('=\r\n', '')).toContain('3 less than the work behind it');
    await nothingHappened(id);
  });

  it('in Odoo’s own form', async () => {
    const { id } = await asked();
    const shown = await eventually(() => desk.odoo.shown.get(id));
    expect(shown.unusual).toEqual([WORDS]);
    desk.odoo.submit(id, 5, 'approved');
    await desk.desk.tick();
    const answered = await eventually(() => desk.odoo.submitted.find((one) => one.requestId === id && one.answer));
    expect(answered).toMatchObject({ state: 'refused', answer: expect.stringContaining(WORDS) });
    await nothingHappened(id);
  });

  it('is written down among what was refused', async () => {
    const before = (await refusals()).length;
    const { id } = await asked();
    await press(await linkOf(id), { decision: 'approve' });
    expect(await refusals()).toHaveLength(before + 1);
  });
});
