import fc from 'fast-check';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document, Node, Pair } from 'yaml';
import { describe, expect, it, test } from 'vitest';
import { formatTerms } from '../../../src/rules/terms/file/format.ts';
import { loadTerms, parseTerms } from '../../../src/rules/terms/file/parse.ts';
import { problemText } from '../../../src/rules/terms/file/problem.ts';
import { termsJsonSchema } from '../../../src/rules/terms/json-schema.ts';
import { sections } from '../../../src/rules/terms/schema.ts';
import { anyFirm } from '../firm.ts';
import { EXAMPLES, SCHEMA } from './examples.ts';

describe('the examples of the docs', () => {
  it.each(EXAMPLES)('%s: read, and come back exactly from YAML and JSON', (_, yaml) => {
    const agreements = loadTerms(yaml);
    for (const form of ['yaml', 'json'] as const)
      expect(parseTerms(formatTerms(agreements, form))).toEqual({ agreements });
  });

  test('between them they use every section there is', () => {
    const versions = EXAMPLES.flatMap(([, yaml]) => loadTerms(yaml)).flatMap((agreement) => agreement.versions);
    const used = new Set(versions.flatMap((version) => Object.keys(version)));
    expect(Object.keys(sections).filter((name) => !used.has(name))).toEqual([]);
  });
});

test('the published JSON Schema is the schema (node scripts/terms-addon.ts writes it)', () => {
  expect(SCHEMA).toEqual(JSON.parse(JSON.stringify(termsJsonSchema())));
});

const BASE = `agreements:
  - id: acme
    name: Acme
    customer: Acme
    currency: EUR
    versions:
      - version: 1
        status: signed
        effectiveFrom: 2026-01-01
        signedOn: 2026-01-05
        signedBy: Jane
        hoursPerDay: 8
        discounts:
          - { name: Friends, percent: 10 }
        caps:
          - { name: All, scope: agreement, amount: 40000, overflow: blocked }
`;
const VERSION_2 = `      - { version: 2, status: signed, effectiveFrom: 2026-03-01, signedOn: 2026-03-01, signedBy: Jane }\n`;
const again = BASE.slice(BASE.indexOf('  - id'));

/** What is put where in a good file, and what is said of it. */
const WRONG: [what: string, from: string | RegExp, to: string, said: RegExp][] = [
  ['a misspelt field', 'caps:', 'cpas:', /line 15, column 9: .*versions\[0\]\.cpas .*did you mean caps\?/],
  [
    'a field of another place',
    'caps:',
    'currencyCode:',
    /versions\[0\]\.currencyCode .*one of the fields version, status/,
  ],
  ['a field twice', 'name: Acme', 'name: Acme\n    name: Acme B', /line 4, column 5: .*map keys must be unique/],
  ['an anchor', 'Jane', '&a Jane', /signedBy is "&a"; expected the value without an anchor/],
  ['an alias', 'customer: Acme', 'customer: *a', /customer|unresolved alias/i],
  ['a tag', 'Jane', '!!str Jane', /signedBy .*expected a value without a tag/],
  ['a tag of a language', 'Jane', '!!js/function x', /unresolved tag/],
  ['a merge of fields', 'currency: EUR', 'currency: EUR\n    <<: { a: 1 }', /agreements\[0\]\.<< .*one of the fields/],
  ['a second document', /$/, '---\na: 1\n', /multiple documents/],
  ['another YAML version', /^/, '%YAML 1.1\n---\n', /no directives/],
  ['a percentage below 0', 'percent: 10', 'percent: -10', /percent is -10; expected a percentage from 0 to 100/],
  [
    'a percentage above 100',
    'percent: 10',
    'percent: 100.01',
    /percent is 100.01; expected a percentage from 0 to 100/,
  ],
  ['not a number', 'percent: 10', 'percent: .nan', /percent is "\.nan"; expected plain digits/],
  ['no end', 'amount: 40000', 'amount: .inf', /amount is "\.inf"; expected plain digits/],
  ['an exponent', 'amount: 40000', 'amount: 4e4', /amount is "4e4"; expected plain digits/],
  ['a number to the base of 16', 'amount: 40000', 'amount: 0x10', /amount is "0x10"; expected plain digits/],
  ['a thousands separator', 'amount: 40000', "amount: '40,000'", /amount is "40,000"; expected an amount of money/],
  ['an amount with its currency', 'amount: 40000', 'amount: 40000 EUR', /expected an amount of money/],
  ['too large an amount', 'amount: 40000', 'amount: 1000000000000000000', /expected an amount of money/],
  ['a truth value for an amount', 'amount: 40000', 'amount: true', /amount is true; expected an amount of money/],
  ['nothing for an amount', 'amount: 40000', 'amount:', /amount is null; expected an amount of money/],
  [
    'a day that does not exist',
    '2026-01-01',
    '2026-02-30',
    /effectiveFrom is "2026-02-30"; expected a day that exists/,
  ],
  ['29 February of a common year', '2026-01-01', '2026-02-29', /expected a day that exists/],
  ['a year of three digits', /effectiveFrom: 2026(.*)$/m, 'effectiveFrom: 026$1', /expected a day that exists/],
  ['a day the other way round', '2026-01-01', '01.02.2026', /expected a day that exists/],
  ['a currency there is not', 'EUR', 'EURO', /currency is "EURO"; expected an ISO 4217 currency code/],
  ['a currency nobody knows', 'EUR', 'XYZ', /currency is "XYZ"; expected an ISO 4217 currency code/],
  [
    'a status there is not',
    'status: signed',
    'status: agreed',
    /status is "agreed"; expected one of draft, signed, sup/,
  ],
  ['a number for a name', 'name: Acme', 'name: 12', /agreements\[0\]\.name is 12; expected a text on one line/],
  ['a name of blanks', 'name: Acme', "name: ' '", /agreements\[0\]\.name is " "; expected a text on one line/],
  ['a name on two lines', 'name: Acme', 'name: "Acme\\nCorp"', /expected a text on one line/],
  ['a fraction of a version', 'version: 1', 'version: 1.5', /version is 1.5; expected a version number/],
  ['no hours in a day', 'hoursPerDay: 8', 'hoursPerDay: 0', /hoursPerDay is 0; expected hours above 0/],
  ['a text where a list belongs', /caps:\n.*\n/, 'caps: none\n', /caps is "none"; expected a list/],
  ['a list where fields belong', 'currency: EUR', 'currency: EUR\n    customer2: []', /did you mean customer\?/],
  [
    'nobody it belongs to',
    '    customer: Acme\n',
    '',
    /customer is nothing; expected a customer, an order or a project/,
  ],
  [
    'signed by nobody',
    '        signedBy: Jane\n',
    '',
    /signedBy is nothing; expected a value, because the status is signed/,
  ],
  ['a signed draft', 'status: signed', 'status: draft', /signedOn .*expected nothing in a draft/],
  [
    'superseded by nothing',
    'status: signed',
    'status: superseded',
    /status is "superseded"; expected signed: no later/,
  ],
  ['versions that overlap', /$/, VERSION_2, /versions\[1\]\.effectiveFrom .*days that version 1 does not hold too/],
  [
    'a version twice',
    /$/,
    VERSION_2.replace('version: 2', 'version: 1'),
    /versions\[1\]\.version is 1; expected a version/,
  ],
  ['an agreement twice', /$/, again, /line 17, column 9: agreements\[1\]\.id is "acme"; expected an id of its own/],
  [
    'a master agreement that is not there',
    'currency: EUR',
    'currency: EUR\n    under: msa',
    /under is "msa"; expected the id/,
  ],
  [
    'an end before the start',
    'effectiveFrom: 2026-01-01',
    'effectiveFrom: 2026-01-01\n        effectiveTo: 2025-12-31',
    /effectiveTo .*on or after effectiveFrom \(2026-01-01\)/,
  ],
  ['a cap in money and hours', 'amount: 40000', 'amount: 40000, hours: 3', /exactly one of amount and hours/],
  [
    'a phase of a cap by agreement',
    'amount: 40000',
    'amount: 40000, phase: A',
    /caps\[0\]\.phase .*only where scope is phase/,
  ],
];

describe('a file with one thing wrong is refused whole', () => {
  it.each(WRONG)('%s', (_, from, to, said) => {
    const file = BASE.replace(from, to);
    expect(file).not.toBe(BASE);
    const { agreements, problems } = parseTerms(file);
    expect(agreements).toBeUndefined();
    expect(problems?.map(problemText).join('\n')).toMatch(said);
    expect(() => loadTerms(file, 'acme.yaml')).toThrow(/acme\.yaml can’t be used, nothing of it was read:\nline \d+/);
  });

  it.each([
    ['nothing', ''],
    ['a bare text', 'hello'],
    ['half of JSON', '{"agreements": [{"id": "x"'],
    ['lists without end', '['.repeat(20_000)],
    ['lists in lists in lists', `agreements: ${'['.repeat(40)}${']'.repeat(40)}`],
    ['aliases of aliases', 'a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]'],
    ['a field no object should have', '{"__proto__": {"agreements": []}, "agreements": []}'],
    ['more than anybody writes', `# ${'x'.repeat(1_000_001)}`],
    ['bytes that are no text', '\u0000\u0001\ufffe'],
  ])('%s', (_, file) => {
    const { agreements, problems } = parseTerms(file);
    expect(agreements).toBeUndefined();
    expect(problems?.length).toBeGreaterThan(0);
  });
});

test('a decimal stays as it is written, also where a float could not hold it', () => {
  const written = ['0.1', '40000.10', '123456789012345.123456789012', '0.30000000000000004'];
  const amounts = written.map((amount) => {
    const [agreement] = loadTerms(BASE.replace('amount: 40000', `amount: ${amount}`));
    return agreement?.versions[0]?.caps?.[0]?.amount;
  });
  expect(amounts).toEqual(['0.1', '40000.1', '123456789012345.123456789012', '0.30000000000000004']);
});

test('a purchase order may be a number', () => {
  const file = BASE.replace('hoursPerDay: 8', 'purchaseOrder: { number: 4500012345 }');
  expect(loadTerms(file)[0]?.versions[0]?.purchaseOrder?.number).toBe('4500012345');
});

/** A value no field of the schema takes, whatever it is for. */
const nonsense = fc.constantFrom<unknown>({ nonsense: 1 }, [['nonsense']], ' ', 'x'.repeat(5000), '\n', true, -1e-7);

type Place = { pair: Pair<unknown, unknown> } | { list: Node[]; index: number };

/** Every value of a file that can be exchanged. `billable: true` and `purchaseOrder: true` may stay true. */
function places(document: Document): Place[] {
  const found: Place[] = [];
  const visit = (node: unknown): void => {
    if (isMap(node))
      for (const pair of node.items) {
        found.push({ pair });
        visit(pair.value);
      }
    if (isSeq(node))
      node.items.forEach((item, index) => {
        found.push({ list: node.items as Node[], index });
        visit(item);
      });
  };
  visit(document.contents);
  return found;
}

/** A good file: of the docs, or of any firm. */
const example = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...EXAMPLES.map(([, yaml]) => yaml)) },
  {
    weight: 1,
    arbitrary: anyFirm()
      .filter(({ agreements }) => agreements.length > 0)
      .map(({ agreements }) => formatTerms(agreements, 'yaml')),
  },
);
const pick = fc.nat();

/** One value exchanged, one field renamed, one character put in: what a hand that slips makes of a good file. */
const mutated = fc.oneof(
  fc.tuple(example, pick, nonsense).map(([yaml, at, value]) => {
    const document = parseDocument(yaml);
    const all = places(document);
    const place = all[at % all.length];
    if (place && 'pair' in place) {
      const yes = isScalar(place.pair.value) && typeof place.pair.value.value === 'boolean';
      place.pair.value = document.createNode(yes && value === true ? 'yes' : value);
    } else if (place) place.list[place.index] = document.createNode(value);
    return String(document);
  }),
  fc.tuple(example, pick, fc.constantFrom('x', '_', 'Names')).map(([yaml, at, more]) => {
    const document = parseDocument(yaml);
    const pairs = places(document).flatMap((place) => ('pair' in place ? [place.pair] : []));
    const pair = pairs[at % pairs.length];
    if (pair && isScalar(pair.key)) pair.key = document.createNode(`${String(pair.key.value)}${more}`);
    return String(document);
  }),
);

describe('for any file', () => {
  it('mutated in one place: refused with path, value and what is expected', () => {
    fc.assert(
      fc.property(mutated, (file) => {
        const { agreements, problems = [] } = parseTerms(file);
        expect(agreements, file).toBeUndefined();
        expect(problems.length).toBeGreaterThan(0);
        for (const { path, value, expected, line, column } of problems) {
          expect(path).toMatch(/^agreements|^\w+$/);
          expect(value).not.toBe('');
          expect(expected).not.toMatch(/^$|invalid input|another value/i);
          expect(line).toBeLessThanOrEqual(file.split('\n').length);
          expect(column).toBeGreaterThan(0);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('with characters put in, taken out or doubled: read whole or refused whole, never a crash', () => {
    fc.assert(
      fc.property(
        example,
        pick,
        fc.nat({ max: 9 }),
        fc.string({ maxLength: 6, unit: 'grapheme' }),
        (yaml, at, cut, more) => {
          const where = at % yaml.length;
          const { agreements, problems } = parseTerms(yaml.slice(0, where) + more + yaml.slice(where + cut));
          expect(Boolean(agreements)).not.toBe(Boolean(problems?.length));
          if (agreements) expect(parseTerms(formatTerms(agreements, 'yaml'))).toEqual({ agreements });
        },
      ),
      { numRuns: 100 },
    );
  });
});
