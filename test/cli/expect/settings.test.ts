import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { examine } from '../../../src/cli/examine.ts';
import { settingsExpectations } from '../../../src/cli/expect/settings.ts';
import { openPlace } from '../../../src/cli/open-place.ts';
import { openSettings } from '../../../src/cli/settings.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ask-'));
});
afterEach(() => rm(folder, { recursive: true }));

const ANSWERS: Record<string, string> = {
  "Odoo's address": 'https://odoo.firm.test',
  "Name of Odoo's database": 'firm',
  "The administrator's password": 'for this run only',
  "n8n's address": 'https://n8n.firm.test',
  'An API key of n8n': 'n8n-key',
  "The desk's PostgreSQL": 'postgres://desk:pw@localhost/desk',
  'The mail server': 'smtp://localhost',
  'What mails are from': 'Billing <b@firm.test>',
};

/** Somebody at the terminal who wants mail and no Slack, and takes what is proposed. */
function person() {
  const asked: string[] = [];
  return {
    asked,
    text: async (question: string, options?: { proposal?: string | undefined }) => {
      asked.push(question);
      const known = Object.keys(ANSWERS).find((start) => question.startsWith(start));
      return known ? (ANSWERS[known] ?? '') : (options?.proposal ?? '');
    },
    yes: async () => true,
  };
}

it('asks what is not known yet, once, and what goes together only where it is wanted', async () => {
  const file = join(folder, 'billing.env');
  const place = async (ask: ReturnType<typeof person>, more = {}) =>
    openPlace(await openSettings(file, more), { replace: false, ask, now: new Date(0) });
  const first = person();
  const results = await examine(settingsExpectations, await place(first), { mend: true });
  expect(results.map(({ finding }) => finding.is)).toEqual(['ok', 'ok']);
  expect(first.asked.filter((question) => question.includes('Slack'))).toHaveLength(1);
  expect(first.asked).toContain('What mails are from, e.g. Billing <billing@example.com>');

  const kept = await readFile(file, 'utf8');
  expect(kept).toContain("MAIL_FROM='Billing <b@firm.test>'");
  expect(kept).toContain('ODOO_ADMIN_LOGIN=admin');
  expect(kept).not.toContain('for this run only');

  const second = person();
  await examine(settingsExpectations, await place(second, { ODOO_ADMIN_PASSWORD: 'given' }), { mend: true });
  expect(second.asked).toEqual([]);

  const third = person();
  await examine(settingsExpectations, await place(third), { mend: true });
  expect(third.asked).toEqual(["The administrator's password or API key; setup uses it and never writes it down"]);
});

it('names all that is missing where nobody can be asked, and writes nothing', async () => {
  const file = join(folder, 'billing.env');
  const settings = await openSettings(file, { ODOO_URL: 'https://odoo.firm.test' });
  const place = openPlace(settings, { replace: false, ask: undefined, now: new Date(0) });
  const [, complete] = await examine(settingsExpectations, place, { mend: true });
  expect(complete?.finding).toMatchObject({ is: 'missing', mend: expect.stringContaining(file) });
  expect(complete?.finding.what).toContain('ODOO_DATABASE  ');
  expect(complete?.finding.what).not.toContain('ODOO_URL');
  expect(complete).not.toHaveProperty('done');
});
