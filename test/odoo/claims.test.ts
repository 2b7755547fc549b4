import { expect, onTestFinished, test } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import type { OdooApi, Row } from '../../src/odoo/api.ts';
import { createBillingOdoo } from '../../src/odoo/gateway.ts';
import { readClaims } from '../../src/odoo/work/claims.ts';
import { connectXmlRpc } from '../../src/odoo/xmlrpc.ts';
import { proposalsOf } from '../../src/rules/proposal/of.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { LAST_MONTH, odooCredential, TODAY } from '../nodes/world.ts';

const TIME = 'account.analytic.line';

/** A month that is billed already: each entry on one invoice. */
const allBilled = (asked: number[]): Pick<OdooApi, 'searchRead'> => ({
  searchRead: async (model, domain, { typed = (rows) => rows }): Promise<Row[]> => {
    const [[, , ids]] = domain as [[string, string, number[]]];
    if (model === 'account.move')
      return typed(ids.map((id) => ({ id, display_name: `INV/${id}`, state: 'draft', payment_state: 'not_paid' })));
    if (model !== 'x_billing_part') return [];
    asked.push(ids.length);
    const part = { x_model: TIME, x_quantity_exact: '2', x_billed_exact: '2', x_move_id: 7 };
    return typed(ids.map((id) => ({ ...part, id, x_record_id: id })));
  },
});

test('a second run over the month of a large firm finds all of it billed', async () => {
  const ids = Array.from({ length: 165_000 }, (_, index) => index + 1);
  const asked: number[] = [];
  const claims = await readClaims(allBilled(asked) as OdooApi, new Map([[TIME, ids]]), []);
  expect(claims.size).toBe(ids.length);
  expect(claims.get(`${TIME},165000`)).toMatchObject([{ quantity: '2', invoice: { name: 'INV/7' } }]);
  expect(asked.length).toBeLessThanOrEqual(9);
});

test('what another run drafts while this one reads is billed, not invoiced by a stranger', async () => {
  const sandbox = await startSandbox({ today: TODAY });
  onTestFinished(() => sandbox.stop());
  const api = connectXmlRpc(odooCredential(sandbox));
  const other = createBillingOdoo(api, sandbox.url);
  const works = await other.collectWork({ to: LAST_MONTH });
  let drafted = 0;
  const slow: OdooApi = {
    ...api,
    async searchRead(model, domain, options) {
      if (model === 'sale.order.line' && options.fields.includes('qty_invoiced') && drafted === 0)
        drafted = (await draftProposals(other, propose(works, TODAY).flatMap(proposalsOf))).length;
      return api.searchRead(model, domain, options);
    },
  };
  const evaluations = propose(await createBillingOdoo(slow, sandbox.url).collectWork({ to: LAST_MONTH }), TODAY);
  expect(drafted).toBeGreaterThan(5);
  const parts = evaluations.flatMap((each) =>
    each.parts.filter(({ kind }) => kind === 'milestone' || kind === 'expense'),
  );
  const billed = parts.filter(({ verdict }) => verdict === 'billed');
  expect(new Set(billed.map(({ kind }) => kind))).toEqual(new Set(['milestone', 'expense']));
  // Where Odoo's quantities alone say that somebody invoiced it, no invoice is named.
  expect(billed.filter(({ invoice }) => !invoice)).toEqual([]);
  expect(parts.filter(({ rule }) => rule.endsWith('.left-to-invoice'))).toEqual([]);
});
