import { expect } from 'vitest';
import { sum, text } from '../../src/money/decimal.ts';
import type { OdooApi } from '../../src/odoo/api.ts';
import { connectXmlRpc } from '../../src/odoo/xmlrpc.ts';
import { compare } from './support/parity/compare.ts';
import { demoOrders } from './support/parity/demo.ts';
import { DIFFERENCES } from './support/parity/differences.ts';
import { withinOneDay } from './support/one-day.ts';
import { layGround } from './support/parity/ground.ts';
import { marks, pictures } from './support/parity/picture.ts';
import { approveAndPost } from './support/parity/post.ts';
import { markdown, table } from './support/parity/report.ts';
import type { Result } from './support/parity/report.ts';
import { seller } from './support/parity/sell.ts';
import { SITUATIONS } from './support/parity/situations.ts';
import { draftsOf, invoiceByRules, invoiceByWizard, invoicesOf } from './support/parity/suite.ts';
import type { Case } from './support/parity/suite.ts';
import { withoutGuard } from './support/parity/wizard.ts';
import { inWorld as test } from './support/test.ts';
import { enterWorld } from './support/world.ts';

const MONTH = ['2026-10-31'];

async function total(api: OdooApi, ids: number[]): Promise<string> {
  const rows = await api.searchRead('account.move', [['id', 'in', ids]], {
    fields: ['amount_total_in_currency_signed'],
  });
  return text(sum(rows.map((row) => String(row.amount_total_in_currency_signed))));
}

/** Where it is the same day for whoever clicks as for the company. */
async function companyZone(api: OdooApi): Promise<unknown> {
  const [company] = await api.searchRead('res.company', [['id', '=', 1]], { fields: ['resource_calendar_id'] });
  const calendar = ['id', '=', company?.resource_calendar_id] as [string, string, unknown];
  return (await api.searchRead('resource.calendar', [calendar], { fields: ['tz'] }))[0]?.tz;
}

test(
  "drafts and posted invoices are what Odoo's own wizard makes, field by field, or say why not",
  { timeout: 1_800_000 },
  async ({ odoo, databases }) => {
    await withinOneDay(10);
    const world = await enterWorld(odoo);
    const demo = await demoOrders(world);
    const ground = await layGround(world);
    const shop = seller(world, ground);
    const cases: Case[] = [];
    for (const [name, { special, deal, until = MONTH }] of Object.entries(SITUATIONS)) {
      const { id, name: order } = await shop.place(deal(ground), name);
      cases.push({ id, order, special, until });
    }
    await shop.close();
    cases.push(...demo);

    const copy = await databases.copy(odoo.database, `${odoo.database}_wizard`);
    const wizard = connectXmlRpc(copy);
    const { admin } = world;
    const before = await marks(wizard);
    await withoutGuard(wizard);

    const results = new Map<number, Result>();
    for (const round of [0, 1]) {
      const due = cases.filter(({ until }) => until[round]);
      for (const [to = '', same] of Map.groupBy(due, ({ until }) => until[round])) {
        const ids = same.map(({ id }) => id);
        const evaluations = await invoiceByRules(world.drafting, ids, to);
        for (const one of same) {
          const made = await invoiceByWizard(wizard, one, to, evaluations.get(one.id));
          const known = results.get(one.id);
          results.set(one.id, {
            ...one,
            currency: evaluations.get(one.id)?.identity.money.currency ?? '',
            ours: '0',
            wizard: text(sum([known?.wizard ?? '0', made.total])),
            fields: 0,
            reasons: [...(known?.reasons ?? []), ...made.left.reasons],
            known: new Set(),
          });
        }
      }
    }

    const [ours, theirs] = [pictures(admin, before), pictures(wizard, before)];
    async function compareAll(): Promise<object[]> {
      const unexplained: object[] = [];
      const ids = cases.map(({ id }) => id);
      const [left, right] = [await ours(ids), await theirs(ids)];
      for (const result of results.values()) {
        const comparison = compare(left.get(result.id) ?? {}, right.get(result.id) ?? {});
        result.fields += comparison.fields;
        for (const name of comparison.explained.keys()) result.known.add(name);
        unexplained.push(...comparison.unexplained.map((each) => ({ special: result.special, ...each })));
      }
      return unexplained;
    }
    const asDrafts = await compareAll();
    const tz = await companyZone(wizard);
    for (const result of results.values()) {
      result.ours = await total(
        admin,
        (await invoicesOf(admin, result.id)).filter((id) => id > (before.get('account.move') ?? 0)),
      );
      await approveAndPost(world, ground.approver, await draftsOf(admin, result.id));
      for (const draft of await draftsOf(wizard, result.id))
        await wizard.call('account.move', 'action_post', [[draft]], { context: { tz } });
    }
    const posted = await compareAll();
    const all = cases.flatMap(({ id }) => results.get(id) ?? []);
    console.log(table(all));
    expect(asDrafts).toEqual([]);
    expect(posted).toEqual([]);
    // An explanation nobody needs any more would hide the next difference.
    expect(DIFFERENCES.filter(({ name }) => !all.some(({ known }) => known.has(name)))).toEqual([]);
    await expect(markdown(all)).toMatchFileSnapshot('../../docs/parity.md');
    await databases.drop(copy.database);
  },
);
