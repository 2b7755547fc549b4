import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { KPIS } from '../../src/rules/kpi/table.ts';

const guide = readFileSync(new URL('../../docs/kpis.md', import.meta.url), 'utf8');
const sections = new Map(
  guide
    .split(/^## /m)
    .slice(1)
    .map((text) => [text.split('\n')[0] ?? '', text]),
);

test('docs/kpis.md has a section for every KPI, in the order they are shown', () => {
  expect([...sections.keys()]).toEqual([...KPIS.map(({ id }) => id), 'The desk itself']);
});

describe.each(KPIS.map(({ id, unit }) => [id, unit] as const))('%s', (id, unit) => {
  test('says its unit, and where its list is in Odoo', () => {
    expect(sections.get(id)).toContain(`Unit: ${unit}.`);
    expect(sections.get(id)).toContain('- In Odoo: ');
  });
});
