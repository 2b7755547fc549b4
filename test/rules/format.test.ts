import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exact, sum } from '../../src/money/decimal.ts';
import type { Entry } from '../../src/rules/entry.ts';
import { evaluate } from '../../src/rules/evaluate.ts';
import { proposalsOf } from '../../src/rules/proposal/of.ts';
import { PLACEHOLDERS } from '../../src/rules/terms/sections/format.ts';
import type { Evaluation } from '../../src/rules/verdict.ts';
import type { Written } from './written.ts';
import { workOf } from './written.ts';

const GROUPS = ['person', 'role', 'task', 'day', 'phase', 'one-line', undefined] as const;

const WORDS = fc.string({
  unit: fc.constantFrom('{', '}', 'rate', ' ', '\n', '<b>', 'ä', '😀', 'Report'),
  maxLength: 40,
});

const anyEntry = fc.record({
  on: fc.integer({ min: 1, max: 31 }).map((n) => `2026-03-${String(n).padStart(2, '0')}`),
  who: fc.constantFrom('Ann', 'Bob', 'Cem'),
  // Minutes, some of them corrections.
  h: fc.integer({ min: -90, max: 600 }).map((minutes) => exact(minutes).div(60).toFixed()),
  role: fc.constantFrom('Senior', 'Junior', undefined),
  task: fc.constantFrom('Design', 'Build', undefined),
  phase: fc.constantFrom('Live', undefined),
  project: fc.constantFrom('Portal', 'Data'),
  did: WORDS,
});

const anyFormat = fc
  .record({
    groupBy: fc.constantFrom(...GROUPS),
    narrative: fc.option(
      fc
        .array(fc.constantFrom(...PLACEHOLDERS), { minLength: 1, maxLength: 4 })
        .map((names) => `Work: ${names.map((name) => `{${name}}`).join(', ')}`),
      { nil: undefined },
    ),
    invoicePer: fc.constantFrom('order', 'project', undefined),
    purchaseOrder: fc.constantFrom('shown', 'hidden', undefined),
  })
  .map((format) => Object.fromEntries(Object.entries(format).filter(([, value]) => value !== undefined)))
  .filter((format) => Object.keys(format).length > 0);

const anyPricing = fc.constantFrom<Record<string, unknown>>(
  {},
  { rates: [{ rate: 150 }, { person: 'Ann', rate: 183.37 }] },
  { increments: { per: 'day', hours: 0.25, round: 'up' } },
  { discounts: [{ name: 'Volume', percent: 7.5 }] },
);

const written = (terms: Record<string, unknown>, work: Written['work']): Written => ({
  case: '',
  ...(Object.keys(terms).length > 0 && { terms }),
  purchaseOrder: 'PO-1',
  work,
});

const evaluated = (terms: Record<string, unknown>, work: Written['work']): Evaluation =>
  evaluate(workOf(written(terms, work)), '2026-12-31');

const billed = (evaluation: Evaluation): string[] =>
  proposalsOf(evaluation)
    .flatMap(({ orders: [{ lines }] }) =>
      lines.flatMap(({ parts }) => parts.map(({ entry, quantity }) => `${entry} ${quantity}`)),
    )
    .toSorted();

const any = fc.tuple(anyFormat, anyPricing, fc.array(anyEntry, { minLength: 1, maxLength: 15 }));

describe('for any work and any format', () => {
  it('hours and money add up, and every part is on one invoice', () => {
    fc.assert(
      fc.property(any, ([invoiceFormat, pricing, work]) => {
        const found = evaluated({ ...pricing, invoiceFormat }, work as Written['work']);
        expect(found.identity.breaks).toEqual([]);
        const bill = found.parts
          .filter(({ verdict }) => verdict === 'bill')
          .map(({ entry, quantity }) => `${entry} ${quantity}`);
        expect(billed(found)).toEqual(bill.toSorted());
        for (const { total } of proposalsOf(found)) expect(exact(total).gte(0)).toBe(true);
      }),
    );
  });

  it('the format is only how work is shown: on one invoice the same work is billed, at the same prices', () => {
    fc.assert(
      fc.property(any, ([format, pricing, work]) => {
        const invoiceFormat = { ...format, invoicePer: 'order' };
        const plain = evaluated(pricing, work as Written['work']);
        const shown = evaluated({ ...pricing, invoiceFormat }, work as Written['work']);
        expect(billed(shown)).toEqual(billed(plain));
        const value = ({ parts }: Evaluation) => sum(parts.map((part) => part.value ?? '0')).toFixed();
        expect(value(shown)).toBe(value(plain));
      }),
    );
  });

  it('no customer reads a template, and no text is longer than an invoice bears', () => {
    fc.assert(
      fc.property(any, ([invoiceFormat, pricing, work]) => {
        for (const {
          orders: [{ lines }],
        } of proposalsOf(evaluated({ ...pricing, invoiceFormat }, work as Written['work']))) {
          for (const { text = '', label = '' } of lines) {
            expect(`${text}${label}`).not.toMatch(/[{}\n]/);
            expect(text.length).toBeLessThanOrEqual(1000);
            expect(text.isWellFormed()).toBe(true);
          }
        }
      }),
    );
  });

  it('the order entries are read in changes nothing', () => {
    fc.assert(
      fc.property(any, ([invoiceFormat, pricing, work]) => {
        const read = workOf(written({ ...pricing, invoiceFormat }, work as Written['work']));
        const backwards = { ...read, entries: read.entries.toReversed() };
        const seen = (evaluation: Evaluation) =>
          proposalsOf(evaluation).map(({ key, orders: [{ lines }] }) => [
            key,
            lines.map(({ description }) => description),
          ]);
        expect(seen(evaluate(backwards, '2026-12-31'))).toEqual(seen(evaluate(read, '2026-12-31')));
      }),
    );
  });
});

describe('a long text', () => {
  const wordy = (did: string, entries = 1): string => {
    const work = Array.from({ length: entries }, (_, index) => ({ on: '2026-03-10', h: 1, did: `${did} ${index}` }));
    const [proposal] = proposalsOf(evaluated({ invoiceFormat: { narrative: '{description}' } }, work));
    return proposal?.orders[0].lines[0]?.text ?? '';
  };

  it('ends at a word', () => {
    const text = wordy('Analysis of the interface', 200);
    expect(text.length).toBeLessThanOrEqual(500);
    expect(text).toMatch(/^Analysis of the interface 0; .* (Analysis|of|the|interface|\d+) …$/u);
  });

  it('ends somewhere where it is one word', () => {
    expect(wordy('x'.repeat(5000))).toMatch(/^x{498} …$/);
    expect(wordy('😀'.repeat(5000)).isWellFormed()).toBe(true);
  });
});

describe('the key of a proposal', () => {
  const work = [{ on: '2026-03-10', h: 1 }];
  const keyWith = (invoiceFormat: object) => evaluated({ invoiceFormat }, work).proposal?.key;

  it('names what the customer reads', () => {
    const keys = [
      keyWith({ narrative: 'One' }),
      keyWith({ narrative: 'Two' }),
      keyWith({ groupBy: 'person' }),
      keyWith({ purchaseOrder: 'hidden' }),
    ];
    expect(new Set(keys).size).toBe(4);
    expect(keyWith({ narrative: 'One' })).toBe(keys[0]);
  });
});

const project = (name: string): Entry['project'] => ({ id: name.length, name });

describe('an invoice for each project', () => {
  it('takes along what belongs to no project, on the first', () => {
    const read = workOf(
      written({ invoiceFormat: { invoicePer: 'project' } }, [
        { on: '2026-03-10', h: 1 },
        { on: '2026-03-11', h: 2 },
        { on: '2026-03-12', h: 4 },
      ]),
    );
    const [first, second, third] = read.entries;
    if (!first || !second || !third) throw new Error('three entries');
    delete first.project;
    Object.assign(second, { project: project('Portal') });
    Object.assign(third, { project: project('Data') });
    const found = evaluate(read, '2026-12-31');
    expect(proposalsOf(found).map(({ total }) => total)).toEqual(['360.00', '480.00']);
    expect(found.identity.breaks).toEqual([]);
  });
});
