import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const docs = join(import.meta.dirname, '../../docs');
const model = ['threat-model.md', 'timelines.md'].map((name) => readFileSync(join(docs, name), 'utf8')).join('\n');
const named = [...model.matchAll(/\[([^\]]+)\]\((\.\.\/test\/[^)]+)\)/g)].map(([, name = '', file = '']) => [
  name,
  file,
]);

test('the threat model and the timelines name tests', () => expect(named.length).toBeGreaterThan(50));

test.each(named)('“%s” is a test in %s', (name = '', file = '') => {
  expect(readFileSync(join(docs, file), 'utf8').replaceAll("\\'", "'")).toContain(name);
});
