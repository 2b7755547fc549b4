import { connectXmlRpc } from '../../src/odoo/xmlrpc.ts';
import { measured, tell } from '../watch/measured.ts';
import { asked, type Done, stopwatch } from './asked.ts';

const { access, orderIds } = asked();

/** Odoo's own Create Invoices, as somebody presses it with all orders selected: one invoice each, deducting nothing. */
tell(
  await measured(async (): Promise<Done> => {
    const api = connectXmlRpc(access, { timeoutMs: 3_600_000 });
    const invoices = () => api.searchCount('account.move', [['move_type', '=', 'out_invoice']]);
    const before = await invoices();
    const { steps, step } = stopwatch();
    const context = { active_model: 'sale.order', active_ids: orderIds, active_id: orderIds[0] };
    const values = { advance_payment_method: 'delivered', sale_order_ids: [[6, 0, orderIds]] };
    const wizard = await api.call('sale.advance.payment.inv', 'create', [values], { context });
    await api.call('sale.advance.payment.inv', 'create_invoices', [[wizard].flat()], { context });
    step('draft');
    return { done: (await invoices()) - before, steps };
  }),
);
