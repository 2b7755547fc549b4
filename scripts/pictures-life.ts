// `node scripts/pictures-life.ts`: the screens, pages and mails of an invoice's later life, photographed by the tests that go
// through them on the real Odoo, and put beside each other for the docs.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { startVitest } from 'vitest/node';
import { BROWSER } from '../test/e2e/support/browser.ts';
import { sheet } from './sheet.ts';

const docs = join(import.meta.dirname, '../docs/images');
const TESTS = ['lifecycle-collections', 'lifecycle-disputes', 'lifecycle-prebill', 'lifecycle-screen', 'audit'];
const NAMED =
  'on the screen|on screen|as imported: reminds once|written down at the desk|taken off a draft on the desk|cut by hand says|of a credit note says';
/** A picture of the docs, and what is beside each other in it: title, file of the test, width. */
const PICTURES: Readonly<Record<string, readonly (readonly [string, string, number])[]>> = {
  'prebill-missing': [
    ['What is off the draft, not said yet', 'prebill-missing', 1000],
    ['Phone: what becomes of it', 'prebill-say-phone', 390],
  ],
  'prebill-desk': [
    ['Desktop', 'desk-draft-desktop', 700],
    ['Phone: hold, move or write off', 'desk-draft-form-phone', 390],
    ['Phone: missing after an edit in Odoo', 'desk-draft-missing-phone', 390],
  ],
  versions: [['', 'record-invoice', 1000]],
  'credit-note': [
    ['What can’t be told', 'credit-note-untold', 1000],
    ['Phone', 'credit-note-untold-phone', 390],
  ],
  collections: [
    ['The tab Collections', 'collections-invoice', 1000],
    ['Phone', 'collections-invoice-phone', 390],
  ],
  'dunning-levels': [
    ['Levels', 'collections-reminders', 1000],
    ['Mail, phone', 'collections-mail-phone', 390],
  ],
  dispute: [
    ['In Odoo', 'collections-dispute', 1000],
    ['Phone', 'collections-dispute-phone', 390],
  ],
  'dispute-desk': [
    ['Desktop', 'desk-dispute-desktop', 700],
    ['Phone', 'desk-dispute-phone', 390],
    ['Phone, written down', 'desk-dispute-done-phone', 390],
  ],
};

const shots = await mkdtemp(join(tmpdir(), 'pictures-'));
process.env.SHOTS = shots;
const files = TESTS.map((name) => `test/e2e/${name}`);
const vitest = await startVitest(files, { project: 'e2e', run: true, watch: false, testNamePattern: NAMED });
await vitest.close();

const browser = await chromium.launch(BROWSER);
for (const [name, parts] of Object.entries(PICTURES)) {
  const of = parts.map(async ([title, file, width]) => ({
    title,
    png: await readFile(join(shots, `${file}.png`)),
    width,
  }));
  await sheet(browser, join(docs, `${name}.png`), await Promise.all(of));
}
await browser.close();
await rm(shots, { recursive: true });
