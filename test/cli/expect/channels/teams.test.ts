import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { examine } from '../../../../src/cli/examine.ts';
import { teamsExpectations } from '../../../../src/cli/expect/channels/teams.ts';
import { openPlace } from '../../../../src/cli/open-place.ts';
import { openSettings } from '../../../../src/cli/settings.ts';
import { FakeTeams } from '../../../desk/fake-teams.ts';

let teams: FakeTeams;
let folder: string;
beforeAll(async () => {
  teams = await FakeTeams.start();
  folder = await mkdtemp(join(tmpdir(), 'teams-'));
});
afterAll(async () => {
  await teams.stop();
  await rm(folder, { recursive: true });
});

async function look(ways: ReturnType<Exclude<Parameters<typeof teamsExpectations>[0], undefined>>, mend = false) {
  const settings = await openSettings(join(folder, 'billing.env'), { DESK_PUBLIC_URL: 'https://desk.firm.test' });
  const place = openPlace(settings, { replace: false, ask: undefined, now: new Date(0) });
  const results = await examine(
    teamsExpectations(() => ways),
    place,
    { mend },
  );
  return results.map(({ finding, done }) => ({ ...finding, ...(done ? { done } : {}) }));
}

it('is passed over where Teams is not wanted', async () => {
  expect((await look({})).map(({ is }) => is)).toEqual(['unused', 'unused']);
});

it('says what Entra says of a wrong secret, and not the secret', async () => {
  const [first] = await look({ teams: { ...teams.config, appSecret: 'wrong-secret' } });
  expect(first).toMatchObject({ is: 'missing', what: expect.stringContaining('invalid_client') });
  expect(JSON.stringify(first)).not.toContain('wrong-secret');
});

it('sends one test card by the bot', async () => {
  const ways = { teams: teams.config };
  expect((await look(ways)).map(({ is }) => is)).toEqual(['ok', 'missing']);
  expect((await look(ways, true))[1]).toMatchObject({ is: 'ok', done: 'Sent a test message to Teams.' });
  await look(ways, true);
  expect(teams.cards).toHaveLength(1);
});

it('sends one test card by the workflow, whose address is not kept', async () => {
  const ways = { teamsWebhook: `${teams.url}/workflow` };
  await look(ways, true);
  expect((await look(ways, true)).map(({ is }) => is)).toEqual(['ok', 'ok']);
  expect(teams.flowed).toHaveLength(1);
  expect(await readFile(join(folder, 'billing.env'), 'utf8')).not.toContain('/workflow');
});
