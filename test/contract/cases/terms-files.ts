import { describe, expect } from 'vitest';
import type { OdooApi } from '../../../src/odoo/api.ts';
import { readForExport } from '../../../src/odoo/terms/export.ts';
import { carryOut, prepareImport } from '../../../src/odoo/terms/import.ts';
import { formatTerms } from '../../../src/rules/terms/file/format.ts';
import { loadTerms } from '../../../src/rules/terms/file/parse.ts';
import type { Agreement } from '../../../src/rules/terms/schema.ts';
import type { Place, PlaceTest } from '../place.ts';

const ORDER = 'NL-112';

async function nameOf(api: OdooApi, model: string, id: number): Promise<string> {
  const [row] = await api.searchRead(model, [['id', '=', id]], { fields: ['display_name'] });
  return String(row?.display_name);
}

/** A master agreement and a statement of work under it, all by name. */
async function fileOf(place: Place): Promise<string> {
  const { drafter, firm, refs } = place;
  const orderId = refs.id('order', ORDER);
  const [order] = await drafter.searchRead('sale.order', [['id', '=', orderId]], { fields: ['name', 'partner_id'] });
  const customer = await nameOf(drafter, 'res.partner', order?.partner_id as number);
  const [person] = firm.employees;
  return `agreements:
  - id: files-master
    name: Files master
    customer: ${JSON.stringify(customer)}
    currency: EUR
    versions:
      - version: 1
        status: signed
        effectiveFrom: 2031-01-01
        signedOn: 2030-12-01
        signedBy: Jane Doe
        increments: { per: entry, hours: 0.25, round: up }
        discounts:
          - { name: Volume, percent: 2.125 }
        expenses:
          price: at-cost
          receipt: above
          receiptAbove: 25.50
  - id: files-sow
    name: Files SOW
    order: ${JSON.stringify(order?.name)}
    under: files-master
    currency: EUR
    versions:
      - version: 1
        status: superseded
        effectiveFrom: 2031-01-01
        signedOn: 2030-12-01
        signedBy: Jane Doe
        note: |-
          Two lines,
          as they are.
        purchaseOrder: { number: '007', amount: 1200.5, validUntil: 2031-12-31 }
        rates:
          - { card: Card, person: ${JSON.stringify(person?.name)}, rate: 157.505 }
          - { card: Card, role: Consultant, rate: 1100, per: day, effectiveFrom: 2031-02-01 }
        multipliers:
          - { when: overtime, factor: 1.5, afterHours: 8, per: day }
          - { when: holiday, factor: 2, dates: [2031-12-24, 2031-12-31] }
        caps:
          - { name: In all, scope: agreement, amount: 90000, of: [expense, time], overflow: blocked }
      - version: 2
        status: signed
        effectiveFrom: 2031-03-01
        signedOn: 2031-02-20
        signedBy: Jane Doe
        changeOrder: { number: CO-1 }
        retainer: { kind: evergreen, period: month, hours: 40, fee: 6000, product: ${JSON.stringify(await nameOf(drafter, 'product.product', await productOf(place)))}, rollover: {} }
        adjustments:
          reasons: [Goodwill, Rework]
          limits:
            - { kind: write-down, authority: approver, upToPercent: 10 }
        entryChecks: { cutoff: { period: month, days: 3, reaction: stop }, closedTask: warn }
`;
}

async function productOf({ drafter, refs }: Place): Promise<number> {
  const [line] = await drafter.searchRead('sale.order.line', [['order_id', '=', refs.id('order', ORDER)]], {
    fields: ['product_id'],
    limit: 1,
  });
  return line?.product_id as number;
}

const IDS = ['files-sow'];

async function exported({ drafter }: Place): Promise<Agreement[]> {
  const { agreements, problems } = await readForExport(drafter, IDS);
  expect(problems).toEqual([]);
  return agreements;
}

/** Content of versions, whoever signed them. */
const said = (agreements: Agreement[]) =>
  agreements.flatMap(({ id, versions }) =>
    versions.map(({ status: _, signedOn: _on, signedBy: _by, ...version }) => ({ id, ...version })),
  );

export function termsFiles(test: PlaceTest): void {
  describe('terms in files', () => {
    test('a file comes in as drafts, and out again as the same terms', async ({ place }) => {
      const given = loadTerms(await fileOf(place));
      const wanted = await prepareImport(place.drafter, given);
      expect(wanted.problems).toEqual([]);
      expect(wanted.plans.map(({ isNew, drafts }) => [isNew, drafts.length])).toEqual([
        [true, 1],
        [true, 2],
      ]);
      await expect(carryOut(place.drafter, place.drafter, wanted)).rejects.toThrow();
      await expect(carryOut(place.drafter, place.admin, wanted)).rejects.toThrow();
      expect((await readForExport(place.drafter, IDS)).agreements).toEqual([]);
      await carryOut(place.drafter, place.keeper, wanted);

      const out = await exported(place);
      expect(out.flatMap(({ versions }) => versions.map(({ status }) => status))).toEqual(['draft', 'draft', 'draft']);
      expect(loadTerms(formatTerms(out, 'yaml'))).toEqual(out);
      const resolved = wanted.plans.map(({ agreement }) => agreement);
      const [master, sow] = said(out);
      expect(master).toEqual(said(resolved)[0]);
      expect(sow).toMatchObject({
        rates: [{ rate: '157.505' }, { rate: '1100' }],
        purchaseOrder: { amount: '1200.5' },
      });
      expect(sow).toMatchObject({ caps: [{ of: ['time', 'expense'] }], note: 'Two lines,\nas they are.' });

      for (const file of [out, given]) {
        const { plans, problems } = await prepareImport(place.drafter, file);
        expect([plans.flatMap(({ drafts }) => drafts), problems]).toEqual([[], []]);
      }
    });

    test('a changed version is one more draft, once, and two imports of it at once are not two', async ({ place }) => {
      const file = await fileOf(place).then((text) => text.replace('fee: 6000', 'fee: 6500'));
      const read = () => prepareImport(place.drafter, loadTerms(file));
      const [first, second] = [await read(), await read()];
      expect(first.plans.flatMap(({ drafts }) => drafts)).toMatchObject([
        {
          base: 2,
          plain: { version: 3 },
          changes: [{ path: ['retainer', 'fee'], before: '6000', after: '6500' }],
        },
      ]);
      await carryOut(place.drafter, place.keeper, first);
      await expect(carryOut(place.drafter, place.keeper, second)).rejects.toThrow(/since it was compared/);
      expect((await read()).plans.flatMap(({ drafts }) => drafts)).toEqual([]);
      expect((await exported(place)).at(-1)?.versions).toHaveLength(3);
    });

    test('what Odoo has otherwise, or can not hold, is said and nothing is planned of it', async ({ place }) => {
      const text = await fileOf(place);
      const problemsOf = async (from: string, to: string) =>
        (await prepareImport(place.drafter, loadTerms(text.replace(from, to)))).problems;
      expect(await problemsOf('Files SOW', 'Other')).toMatchObject([
        { path: ['agreements', 1, 'name'], value: 'Other' },
      ]);
      expect(await problemsOf('amount: 90000', 'amount: 80000')).toMatchObject([
        { path: ['agreements', 1, 'versions', 0], expected: expect.stringContaining('Caps, row 1, Amount differs') },
      ]);
      expect(await problemsOf('fee: 6000', 'fee: 6000.005')).toMatchObject([
        { path: ['agreements', 1, 'versions', 1, 'retainer', 'fee'], value: '6000.005' },
      ]);
      const [person] = place.firm.employees;
      expect(await problemsOf(JSON.stringify(person?.name), 'Nobody at all')).toMatchObject([
        { path: ['agreements', 1, 'versions', 0, 'rates', 0, 'person'], value: { name: 'Nobody at all' } },
      ]);
      expect(await problemsOf('id: files-sow', 'id: agreement-999999')).toMatchObject([
        { path: ['agreements', 1, 'id'] },
      ]);
    });
  });
}
