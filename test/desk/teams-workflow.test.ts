import { afterAll, beforeAll, expect, it } from 'vitest';
import { actionsOf, type Element } from './fake-teams.ts';
import { eventually, press, type Started, startDesk } from './start.ts';

let desk: Started;
beforeAll(async () => {
  desk = await startDesk({ withTeams: 'workflow' });
});
afterAll(() => desk.stop());

const shows = (what: unknown) => JSON.stringify(what);
/** Whom the card mentions in words it shows. */
const mentioned = (card: Element & { msteams?: { entities?: { text: string; mentioned: { id: string } }[] } }) =>
  card.msteams?.entities?.filter(({ text }) => shows(card.body).includes(text)).map((each) => each.mentioned.id);

it('without a bot: one card that leads to the page to sign in on, and one that says what became of it', async () => {
  desk.odoo.add(1);
  const { id } = await desk.ask(1);
  const card = await eventually(() => desk.teams.flowed[0]);
  for (const fact of ['Brandt & Söhne', '14,092.58 EUR', 'March 2026', '2.4 times', '62.5 Hours × 145.00']) {
    expect(shows(card)).toContain(fact);
  }
  expect(actionsOf(card)).toEqual([
    { type: 'Action.OpenUrl', title: 'Look and decide', url: `${desk.url}/inbox/${id}` },
  ]);
  // Whoever opens it has to sign in: no key is in a shared channel.
  const opened = await fetch(`${desk.url}/inbox/${id}`, { redirect: 'manual' });
  expect([opened.status, opened.headers.get('location')]).toEqual([303, `/signin?to=/inbox/${id}`]);
  expect(shows(desk.teams.flowed)).not.toContain(`${desk.url}/a/`);
  expect(shows(card)).not.toContain('"mention"');

  await press(await desk.linkFor('ann@firm.test', id), { decision: 'approve' });
  const told = await eventually(() => desk.teams.flowed[1]);
  expect(shows(told)).toContain('Approved by Ann Approver');
  await desk.desk.tick();
  expect(desk.teams.flowed).toHaveLength(2);
});

it('without a bot: a question, its answer and who it was handed on to are told in cards of their own, once', async () => {
  desk.odoo.add(3);
  const { id } = await desk.ask(3, ['ann@firm.test']);
  const flowed = () => desk.teams.flowed.filter((card) => shows(card).includes('Draft #3'));
  await eventually(() => flowed().length === 1);
  const link = await desk.linkFor('ann@firm.test', id);
  await press(`${link}/ask`, { text: 'Why so much?' });
  const told = await eventually(() => flowed()[1]);
  expect(shows(told)).toContain('Ann Approver asked Paul Preparer');
  expect(shows(told)).toContain('Paul Preparer: a question waits for your answer.');
  expect(mentioned(told)).toEqual(['paul@firm.test']);
  expect(actionsOf(told).map(({ url }) => url)).toEqual([`${desk.url}/inbox/${id}`]);
  await press(`${link}/hand-on`, { to: '6', text: 'On leave' });
  const second = await eventually(() => flowed()[2]);
  expect(shows(second)).toContain('handed it on to Bob Boss');
  expect(shows(second)).not.toContain('asked Paul Preparer');
  expect(mentioned(second)).toEqual(['bob@firm.test']);
  await desk.desk.tick();
  await press(await desk.linkFor('bob@firm.test', id), { decision: 'approve' });
  await eventually(() => shows(flowed().at(-1)).includes('Approved by Bob Boss'));
  expect(flowed()).toHaveLength(4);
});

it('a workflow that fails is tried again, and its address is in no log', async () => {
  desk.teams.failure = 502;
  desk.odoo.add(2, { customer: { id: 1, name: 'Late Ltd' } });
  await desk.ask(2);
  await eventually(() => desk.log.some((line) => line.includes('The workflow of Teams answered HTTP 502')));
  desk.teams.failure = undefined;
  await eventually(() => desk.teams.flowed.some((card) => shows(card).includes('Late Ltd')));
  expect(desk.log.join('')).not.toContain('/workflow');
});
