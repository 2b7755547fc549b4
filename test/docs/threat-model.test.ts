import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const docs = join(import.meta.dirname, '../../docs');
const model = readFileSync(join(docs, 'threat-model.md'), 'utf8');
const named = [...model.matchAll(/\[([^\]]+)\]\((\.\.\/test\/[^)]+)\)/g)].map(([, name = '', file = '']) => [
  name,
  file,
]);

test('the threat model names tests', () => expect(named.length).toBeGreaterThan(50));

test.each(named)('“%s” is a test in %s', (name = '', file = '') => {
  expect(readFileSync(join(docs, file), 'utf8').replaceAll("\\'", "'")).toContain(name);
});
