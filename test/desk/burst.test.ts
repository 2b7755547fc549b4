import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type Started, startDesk } from './start.ts';

const PACE_MS = 400;
const REQUESTS = 5;

let desk: Started;

beforeAll(async () => {
  desk = await startDesk({ withSlack: true, withTeams: true, withMail: false, config: { paceMs: PACE_MS } });
});
afterAll(() => desk.stop());

describe('many invoices at once', () => {
  it('come to a channel no faster than it takes messages', async () => {
    const invoices = Array.from({ length: REQUESTS }, (_, index) => index + 1);
    for (const id of invoices) desk.odoo.add(id);
    const begun = performance.now();
    await Promise.all(invoices.map((id) => desk.ask(id)));
    const earliest = (REQUESTS - 1) * PACE_MS - REQUESTS;
    expect(await shownIn(() => desk.slack.messages.length)).toBeGreaterThan(earliest);
    expect(await shownIn(() => desk.teams.cards.length)).toBeGreaterThan(earliest);

    async function shownIn(count: () => number): Promise<number> {
      await eventually(() => count() === REQUESTS);
      return performance.now() - begun;
    }
  });
});
