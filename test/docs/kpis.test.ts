import { describe, expect, test } from 'vitest';
import { KPIS } from '../../src/rules/kpi/table.ts';
import { sectionsOf } from './guide.ts';

const sections = sectionsOf('kpis.md');

test('docs/kpis.md has a section for every KPI, in the order they are shown', () => {
  expect([...sections.keys()]).toEqual([...KPIS.map(({ id }) => id), 'The desk itself']);
});

describe.each(KPIS.map(({ id, unit }) => [id, unit] as const))('%s', (id, unit) => {
  test('says its unit, and where its list is in Odoo', () => {
    expect(sections.get(id)).toContain(`Unit: ${unit}.`);
    expect(sections.get(id)).toContain('- In Odoo: ');
  });
});
