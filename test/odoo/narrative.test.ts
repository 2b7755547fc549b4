import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PLACEHOLDERS } from '../../src/rules/terms/sections/format.ts';

test('Odoo refuses any placeholder the rules can’t fill, and no other', () => {
  const folder = '../../src/odoo/addon/billing_automation/actions/';
  const code = readFileSync(new URL(`${folder}narrative.py`, import.meta.url), 'utf8');
  const [, list = ''] = /PLACEHOLDERS = \(([^)]*)\)/.exec(code) ?? [];
  expect([...list.matchAll(/'(\w+)'/g)].map(([, name]) => name)).toEqual([...PLACEHOLDERS]);
});
