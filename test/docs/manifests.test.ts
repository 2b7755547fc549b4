import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { SCOPES } from '../../src/cli/expect/channels/slack.ts';

const docs = join(import.meta.dirname, '../../docs');
const read = (file: string) => readFileSync(join(docs, file), 'utf8');

test('the Slack app asks for what doctor looks for, each explained, and posts clicks where the desk listens', () => {
  const { oauth_config: oauth, settings } = parse(read('slack/manifest.yaml'));
  expect(oauth.scopes).toEqual({ bot: SCOPES });
  for (const scope of SCOPES) expect(read('slack.md')).toContain(`| \`${scope}\``);
  expect(new URL(settings.interactivity.request_url).pathname).toBe('/slack/events');
});

test('the Teams app is a bot for channels and group chats, without permissions, with both its icons', () => {
  const manifest = JSON.parse(read('teams/manifest.json'));
  expect(manifest.bots).toMatchObject([{ botId: manifest.id, scopes: ['team', 'groupChat'] }]);
  expect(manifest).not.toHaveProperty('authorization');
  expect(manifest).not.toHaveProperty('webApplicationInfo');
  const sizes = { 'color.png': 192, 'outline.png': 32 };
  expect(Object.values(manifest.icons)).toEqual(Object.keys(sizes));
  for (const [icon, size] of Object.entries(sizes)) {
    expect(existsSync(join(docs, 'teams', icon))).toBe(true);
    const png = readFileSync(join(docs, 'teams', icon));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size, size]);
  }
  expect(read('teams.md')).toContain('<DESK_PUBLIC_URL>/teams/messages');
});
