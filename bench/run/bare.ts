import { connectXmlRpc } from '../../src/odoo/xmlrpc.ts';
import { measured, tell } from '../watch/measured.ts';
import { asked, type Done, stopwatch } from './asked.ts';

const { access, orderIds } = asked();
const PER_CALL = 50;

/** The floor: invoices of one line each made by `account.move.create`, of no order and no work. */
tell(
  await measured(async (): Promise<Done> => {
    const api = connectXmlRpc(access, { timeoutMs: 3_600_000 });
    const orders = await api.searchRead('sale.order', [['id', 'in', orderIds]], { fields: ['partner_id'] });
    const [line] = await api.searchRead('sale.order.line', [['order_id', 'in', orderIds]], {
      fields: ['product_id', 'name', 'price_unit', 'tax_ids'],
      limit: 1,
    });
    const lines = [
      [
        0,
        0,
        {
          product_id: line?.['product_id'],
          name: line?.['name'],
          quantity: 100,
          price_unit: line?.['price_unit'],
          tax_ids: [[6, 0, line?.['tax_ids']]],
        },
      ],
    ];
    const moves = orders.map(({ partner_id }) => ({ move_type: 'out_invoice', partner_id, invoice_line_ids: lines }));
    const { steps, step } = stopwatch();
    let done = 0;
    for (; done < moves.length; done += PER_CALL)
      await api.call('account.move', 'create', [moves.slice(done, done + PER_CALL)]);
    step('draft');
    return { done: Math.min(done, moves.length), steps };
  }),
);
