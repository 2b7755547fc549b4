import { describe, expect, it } from 'vitest';
import { referencesIn } from '../../../src/odoo/terms/form.ts';
import { planImport } from '../../../src/odoo/terms/plan.ts';
import type { Written } from '../../../src/odoo/terms/written.ts';
import { loadTerms } from '../../../src/rules/terms/file/parse.ts';
import type { Agreement } from '../../../src/rules/terms/schema.ts';
import type { Reference } from '../../../src/rules/terms/values.ts';
import { EXAMPLES } from '../../rules/terms/examples.ts';

const PLACES = new Map(['EUR', 'USD', 'GBP', 'CHF'].map((code) => [code, 2]));

/** Records by name, numbered as they come. */
function resolved(yaml: string): Agreement[] {
  const agreements = loadTerms(yaml);
  const ids = new Map<string, number>();
  const settle = (reference: Reference | undefined): Reference | undefined => {
    if (!reference) return undefined;
    const name = reference.name ?? '';
    if (!ids.has(name)) ids.set(name, reference.id ?? 1000 + ids.size);
    return { id: ids.get(name), name };
  };
  for (const agreement of agreements) {
    for (const name of ['customer', 'order', 'project', 'company'] as const)
      if (agreement[name]) agreement[name] = settle(agreement[name]);
    for (const version of agreement.versions)
      for (const { holder, key } of referencesIn(version)) holder[key] = settle(holder[key] as Reference);
  }
  return agreements;
}

/** As Odoo has them once they are imported. */
const asWritten = (agreements: Agreement[]): Written[] =>
  planImport(agreements, [], PLACES).plans.map(({ agreement: { versions: _, ...about }, drafts }) => ({
    row: { x_active: true },
    about,
    versions: drafts.map(({ plain }) => ({
      row: { x_version: plain.version, x_status: 'draft' },
      plain,
      agreed: false,
      useful: true,
    })),
  }));

describe('every example of the docs', () => {
  it.each(EXAMPLES)('%s: Odoo can hold all of it, and is told of nothing twice', (_, yaml) => {
    const agreements = resolved(yaml);
    const { plans, problems } = planImport(agreements, [], PLACES);
    expect(problems).toEqual([]);
    expect(plans.map(({ drafts }) => drafts.length)).toEqual(agreements.map(({ versions }) => versions.length));
    const again = planImport(agreements, asWritten(agreements), PLACES);
    expect([again.plans.flatMap(({ drafts }) => drafts), again.problems]).toEqual([[], []]);
  });
});

const SOW = `agreements:
  - id: sow
    name: SOW
    customer: { id: 7, name: Acme }
    currency: EUR
    versions:
      - { version: 1, status: signed, effectiveFrom: 2026-01-01, signedOn: 2026-01-01, signedBy: Jane, discounts: [{ name: A, percent: 5 }, { name: B, percent: 2 }] }
`;
const MORE = `      - { version: 2, status: draft, effectiveFrom: 2026-06-01 }\n`;

function planOf(text: string, inOdoo = SOW) {
  const { plans, problems } = planImport(resolved(text), asWritten(resolved(inOdoo)), PLACES);
  return { drafts: plans.flatMap(({ drafts }) => drafts), problems };
}

describe('an agreement Odoo has', () => {
  it('gets the last version of the file as a draft of the next number, told by what is different', () => {
    const inserted = SOW.replace('[{ name: A', '[{ name: C, percent: 1 }, { name: A');
    expect(planOf(inserted)).toMatchObject({
      problems: [],
      drafts: [
        {
          plain: { version: 2 },
          base: 1,
          changes: [{ path: ['discounts', 0], before: undefined, after: { name: 'C' } }],
        },
      ],
    });
  });

  it('has a draft of its own already: one more, and the other stays', () => {
    const other = MORE.replace('2026-06-01', '2026-07-01');
    expect(planOf(SOW + other, SOW + MORE).drafts).toMatchObject([{ plain: { version: 3 }, base: 2 }]);
  });

  it('is not told what it had before', () => {
    expect(planOf(SOW, SOW + MORE)).toEqual({ drafts: [], problems: [] });
    const changed = SOW.replace('percent: 5', 'percent: 6');
    expect(planOf(changed + MORE, SOW + MORE)).toMatchObject({
      drafts: [],
      problems: [{ path: ['agreements', 0, 'versions', 0], expected: expect.stringContaining('Percent differs') }],
    });
  });

  it.each([
    ['its customer', 'id: 7', 'id: 8', 'customer'],
    ['its currency', 'EUR', 'USD', 'currency'],
    ['its name', 'name: SOW', 'name: Other', 'name'],
  ])('stays what it is about: %s', (_, from, to, field) => {
    expect(planOf(SOW.replace(from, to)).problems).toMatchObject([{ path: ['agreements', 0, field] }]);
  });

  it('is not brought back from the archive', () => {
    const [written] = asWritten(resolved(SOW));
    const archived = [{ ...written, row: { x_active: false } } as Written];
    expect(planImport(resolved(SOW), archived, PLACES).problems).toMatchObject([
      { expected: expect.stringContaining('archived') },
    ]);
  });
});

describe('what Odoo would hold otherwise is refused', () => {
  const cap = (amount: string) =>
    SOW.replace(
      'discounts:',
      `caps: [{ name: All, scope: agreement, amount: ${amount}, overflow: blocked }], discounts:`,
    );
  it.each([
    ['a third decimal', cap('100.005'), 'EUR', 2, /it would be "100\.01"/],
    ['cents of a currency without', cap('100.50'), 'EUR', 0, /it would be "101"/],
    [
      'more digits than a number has',
      SOW.replace('percent: 5', 'percent: 5.12345678901234567'),
      'EUR',
      2,
      /would be "5\.123/,
    ],
    ['a currency Odoo has not', SOW, 'USD', 2, /a currency Odoo has/],
  ])('%s', (_, text, code, places, said) => {
    expect(planImport(resolved(text), [], new Map([[code, places]])).problems).toMatchObject([
      { expected: expect.stringMatching(said) },
    ]);
  });
});
