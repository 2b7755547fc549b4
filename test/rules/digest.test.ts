import { expect, it } from 'vitest';
import { digestOf, type StandingCase } from '../../src/rules/digest.ts';

const opened = (openedAt: string): StandingCase => ({
  ...{ key: openedAt, name: 'Odd', kind: 'policy', code: 'x', severity: 'low', amount: '0', openedAt },
});

it.each([
  ['opened after the digest before', '2026-11-20T06:00:01Z', true],
  ['opened before it', '2026-11-20T05:59:59Z', false],
  ['come back on its day, which tells no hour: rather twice than never', '2026-11-20', true],
  ['come back the day after', '2026-11-21', true],
  ['come back the day before', '2026-11-19', false],
])('a case %s', (_, openedAt, isNew) => {
  const { fresh } = digestOf([opened(openedAt)], '2026-11-21', '2026-11-20T06:00:00.000Z');
  expect(fresh.cases).toHaveLength(isNew ? 1 : 0);
});
