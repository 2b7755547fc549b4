import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { WATCHES } from '../../src/billing/watch/watches.ts';

const guide = readFileSync(new URL('../../docs/watches.md', import.meta.url), 'utf8');
const sections = new Map(
  guide
    .split(/^## /m)
    .slice(1)
    .map((text) => [text.split('\n')[0] ?? '', text]),
);

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
