import { expect } from 'vitest';
import type { OdooApi, Row } from '../../src/odoo/api.ts';
import { connectXmlRpc } from '../../src/odoo/xmlrpc.ts';
import { pressCreateInvoices } from './support/billed.ts';
import { billingRun } from './support/run.ts';
import { test } from './support/test.ts';
import { openWorld, sellTime } from './support/world.ts';

const LINE = [
  'sequence',
  'display_type',
  'name',
  'product_id',
  'quantity',
  'product_uom_id',
  'price_unit',
  'discount',
  'tax_ids',
  'account_id',
  'analytic_distribution',
  'price_subtotal',
  'price_total',
  'sale_line_ids',
  'currency_id',
];
const MOVE = [
  'move_type',
  'partner_id',
  'partner_shipping_id',
  'journal_id',
  'currency_id',
  'fiscal_position_id',
  'invoice_payment_term_id',
  'invoice_origin',
  'ref',
  'invoice_user_id',
  'team_id',
  'company_id',
  'amount_untaxed',
  'amount_tax',
  'amount_total',
  'narration',
];

const withoutId = ({ id: _, ...row }: Row): Row => row;

async function picture(api: OdooApi, orderId: number): Promise<unknown> {
  const domain: [string, string, unknown][] = [['line_ids.sale_line_ids.order_id', '=', orderId]];
  const moves = await api.searchRead('account.move', domain, { fields: MOVE });
  const lines = await api.searchRead('account.move.line', [['move_id', 'in', moves.map((move) => move.id)]], {
    fields: LINE,
    order: 'sequence, id',
  });
  const orders = await api.searchRead('sale.order', [['id', '=', orderId]], { fields: ['invoice_status'] });
  const orderLines = await api.searchRead('sale.order.line', [['order_id', '=', orderId]], {
    fields: [
      'qty_invoiced',
      'qty_to_invoice',
      'invoice_status',
      'untaxed_amount_invoiced',
      'untaxed_amount_to_invoice',
    ],
    order: 'id',
  });
  const time = await api.searchRead('account.analytic.line', [['so_line.order_id', '=', orderId]], {
    fields: ['timesheet_invoice_id'],
    order: 'id',
  });
  return {
    moves: moves.map(withoutId),
    lines: lines.map(withoutId),
    orders,
    orderLines,
    linked: time.map((row) => row.timesheet_invoice_id !== false),
  };
}

test("drafts of time and material orders are what Odoo's own wizard makes, field by field", async ({
  odoo,
  databases,
}) => {
  const world = await openWorld(odoo);
  const sold = [
    await sellTime(world, [{ price: 120, hours: [8, 7.5] }], { customer: 'Plain' }),
    await sellTime(world, [{ price: 99.99, hours: [20 / 3, 20 / 3, 1 / 3] }], { customer: 'Thirds' }),
    await sellTime(
      world,
      [
        { price: 120, hours: [8] },
        { price: 180, discount: 12.5, hours: [3.25, 4.1] },
      ],
      { customer: 'Two rates' },
    ),
    await sellTime(
      world,
      [
        { price: 120, hours: [8] },
        { price: 180, hours: [] },
      ],
      { customer: 'One line idle' },
    ),
    await sellTime(world, [{ price: 120, hours: [8, -1.5] }], { customer: 'Corrected' }),
  ];
  const [analytic] = await world.admin.searchRead('account.analytic.account', [], { fields: ['id'], limit: 1 });
  await world.admin.call('sale.order.line', 'write', [
    [sold[0]?.lineIds[0]],
    { analytic_distribution: { [String(analytic?.id)]: 100 } },
  ]);
  const taxes = await world.admin.searchRead('account.tax', [['type_tax_use', '=', 'sale']], {
    fields: ['id'],
    limit: 2,
  });
  await world.admin.call('sale.order.line', 'write', [
    [sold[2]?.lineIds[1]],
    { tax_ids: [[6, 0, taxes.map((tax) => tax.id)]] },
  ]);
  await world.admin.call('sale.order', 'write', [[sold[2]?.orderId], { client_order_ref: 'PO 4711' }]);

  const copy = await databases.copy(odoo.database, `${odoo.database}_wizard`);
  const wizard = connectXmlRpc(copy);
  for (const one of sold) await pressCreateInvoices({ ...world, admin: wizard }, one.orderId);
  const outcomes = await billingRun(world.drafting, { orderIds: sold.map((one) => one.orderId) });
  expect(outcomes.map((outcome) => outcome.status)).toEqual(sold.map(() => 'drafted'));
  for (const one of sold) {
    expect(await picture(world.admin, one.orderId)).toEqual(await picture(wizard, one.orderId));
  }
  await databases.drop(copy.database);
});
