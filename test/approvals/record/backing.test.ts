import { describe, expect, test } from 'vitest';
import { contentHash } from '../../../src/approvals/content.ts';
import type { StoredDecision } from '../../../src/approvals/record/backing.ts';
import type { StoredLink } from '../../../src/approvals/record/link.ts';
import { verify } from '../../../src/approvals/record/verify.ts';
import { linkAfter } from './chains.ts';

const approved: StoredDecision = { id: 40, invoice: 7, outcome: 'approved', person: 12, content: 'What it said' };

function record(posted: number): StoredLink[] {
  const content = contentHash(approved.content);
  const decision = linkAfter(undefined, { kind: 'approved', decision: 40, content });
  return [decision, linkAfter(decision, { kind: 'posted', decision: posted })];
}

const faults = (links: StoredLink[], ...decisions: StoredDecision[]) => verify(links, [], decisions).faults;

describe('decisions and postings', () => {
  test('that agree with the record are fine', () => expect(faults(record(40), approved)).toEqual([]));

  test('posted while the guard was off', () => {
    expect(faults(record(0), approved)).toMatchObject([{ invoice: 7, link: 2, code: 'unapproved' }]);
    expect(faults(record(41), approved)).toMatchObject([{ link: 2, code: 'unapproved' }]);
  });

  const altered: [string, Partial<StoredDecision>][] = [
    ['the content', { content: 'Other prices' }],
    ['the outcome', { outcome: 'rejected' }],
    ['the person', { person: 13 }],
    ['the invoice', { invoice: 8 }],
  ];
  for (const [what, change] of altered) {
    test(`${what} of a decision record was changed`, () => {
      expect(faults(record(40), { ...approved, ...change })).toMatchObject([{ link: 1, code: 'decision' }]);
    });
  }

  test('a decision record was removed', () => {
    expect(faults(record(40))).toMatchObject([{ link: 1, code: 'decision', what: expect.stringContaining('is gone') }]);
  });

  test('a decision record was put in beside the record', () => {
    const forged = { ...approved, id: 41, invoice: 9 };
    expect(faults(record(40), approved, forged)).toMatchObject([{ invoice: 9, code: 'decision' }]);
  });

  test('what was decided before there was a record needs none', () => {
    const older = { ...approved, id: 3, invoice: 5 };
    const posting = linkAfter(undefined, { kind: 'posted', decision: 3 }, 5);
    expect(faults([...record(40), posting], approved, older)).toEqual([]);
  });
});
