import { describe, expect, test } from 'vitest';
import { WATCHES } from '../../src/billing/watch/watches.ts';
import { sectionsOf } from './guide.ts';

const sections = sectionsOf('watches.md');

test('docs/watches.md has a section for every watch', () => {
  expect([...sections.keys()].sort()).toEqual(WATCHES.map(({ id }) => id).sort());
});

describe.each(WATCHES.map((watch) => [watch.id, watch] as const))('%s', (id, watch) => {
  const section = sections.get(id) ?? '';

  test('its cases are in the guide', () => {
    for (const code of watch.codes) expect(section).toContain(`\`${code}\``);
  });

  test('its options are in the guide, with their defaults', () => {
    const defaults = watch.options.parse({}) as Record<string, unknown>;
    const names = Object.keys((watch.options as unknown as { shape: object }).shape);
    for (const name of names) {
      const row = section.split('\n').find((line) => line.startsWith('|') && line.includes(`\`${name}\``));
      expect(row, name).toBeDefined();
      expect(row?.split('|')[2]?.trim(), name).toBe(String(defaults[name] ?? ''));
    }
  });
});
