import type { Ground } from './ground.ts';
import { pressCreateInvoices } from '../billed.ts';
import { approveAndPost } from './post.ts';
import type { World } from '../world.ts';
import { approveTime } from '../world.ts';
import { creditNote } from '../fixed-price.ts';

type Hours = number | [hours: number, date: string];

/** A line of an order, in the order's own sequence. */
export type Sold =
  | { section: string }
  | { subsection: string }
  | { note: string }
  | ({ price: number; name?: string; discount?: number; taxes?: number[]; values?: Record<string, unknown> } & (
      | { hours: Hours[]; unapproved?: boolean }
      | { days: Hours[] }
      | { milestones: { share: number; reached?: boolean }[]; quantity?: number }
      | { fee: number }
      | { manual: number }
    ));

/** A confirmed order with the work done on it. */
export interface Deal {
  lines: Sold[];
  /** More values of the order. */
  order?: Record<string, unknown>;
  /** The customer's name; orders with the same name have the same customer. */
  customer?: string;
  company?: number;
  /** The customer has an invoice and a delivery address of their own. */
  addresses?: boolean;
  expenses?: { product: 'atCost' | 'atPrice'; quantity?: number; amount?: number }[];
  downPayments?: ({ percent: number } | { fixed: number })[];
  /** What becomes of the down payment invoices; posted unless told otherwise. */
  downPaymentsAre?: 'posted' | 'draft' | 'refunded';
}

export interface Placed {
  id: number;
  name: string;
}

const DATE = '2026-10-05';

const display = (line: Sold): Record<string, unknown> | undefined => {
  if ('section' in line) return { display_type: 'line_section', name: line.section };
  if ('subsection' in line) return { display_type: 'line_subsection', name: line.subsection };
  if ('note' in line) return { display_type: 'line_note', name: line.note };
  return undefined;
};

const productOf = (line: Sold, { products }: Ground): number => {
  if ('hours' in line) return products.hours;
  if ('days' in line) return products.days;
  if ('milestones' in line) return products.milestones;
  return 'fee' in line ? products.fee : products.manual;
};

/** Seeds deals one after the other and approves all their time at the end. */
export function seller(world: World, ground: Ground) {
  const { admin, create } = world;
  const customers = new Map<string, number>();
  const approved: number[] = [];
  const claims: { id: number }[] = [];

  async function customer(name: string): Promise<number> {
    const id = customers.get(name) ?? (await create('res.partner', { name }));
    customers.set(name, id);
    return id;
  }

  async function place(deal: Deal, name: string): Promise<Placed> {
    const partner_id = await customer(deal.customer ?? name);
    const company_id = deal.company ?? 1;
    const employee_id = deal.company ? ground.sisterEngineer : world.engineer;
    const project_id = await create('project.project', {
      name,
      partner_id,
      company_id,
      allow_billable: true,
      allow_milestones: true,
    });
    const values = (line: Sold): Record<string, unknown> => {
      const shown = display(line);
      if (shown || !('price' in line)) return shown ?? {};
      return {
        product_id: productOf(line, ground),
        product_uom_qty: 'fee' in line ? line.fee : 'milestones' in line ? (line.quantity ?? 1) : 100,
        price_unit: line.price,
        discount: line.discount ?? 0,
        ...(line.name && { name: line.name }),
        ...(line.taxes && { tax_ids: [[6, 0, line.taxes]] }),
        ...line.values,
      };
    };
    const address = (type: string) => create('res.partner', { name: `${name} ${type}`, type, parent_id: partner_id });
    const id = await create('sale.order', {
      partner_id,
      company_id,
      ...(deal.addresses && {
        partner_invoice_id: await address('invoice'),
        partner_shipping_id: await address('delivery'),
      }),
      ...deal.order,
      order_line: deal.lines.map((line, index) => [0, 0, { sequence: 10 + index, ...values(line) }]),
    });
    await admin.call('sale.order', 'action_confirm', [[id]]);
    const [order] = await admin.searchRead('sale.order', [['id', '=', id]], { fields: ['name'] });
    const rows = await admin.searchRead('sale.order.line', [['order_id', '=', id]], {
      fields: ['sequence'],
      order: 'sequence, id',
    });

    const time: Record<string, unknown>[] = [];
    const waiting: Record<string, unknown>[] = [];
    for (const [index, line] of deal.lines.entries()) {
      const sale_line_id = rows[index]?.id as number;
      const hours = 'hours' in line ? line.hours : 'days' in line ? line.days : [];
      if (hours.length) {
        const task_id = await create('project.task', { name: `Task ${index + 1}`, project_id, sale_line_id });
        const list = 'hours' in line && line.unapproved ? waiting : time;
        for (const one of hours) {
          const [unit_amount, date] = typeof one === 'number' ? [one, DATE] : one;
          list.push({ name: 'Work', project_id, task_id, employee_id, unit_amount, date });
        }
      }
      if ('milestones' in line)
        for (const [number, { share, reached = true }] of line.milestones.entries()) {
          const milestone = await create('project.milestone', {
            name: `${name} ${number + 1}`,
            project_id,
            sale_line_id,
            quantity_percentage: share,
            is_reached: reached,
            x_billing_acceptance: 'Signed by the customer',
          });
          if (reached) await admin.call('project.milestone', 'write', [[milestone], { reached_date: DATE }]);
        }
      if ('manual' in line)
        await admin.call('sale.order.line', 'write', [[sale_line_id], { qty_delivered: line.manual }]);
    }
    if (time.length) approved.push(...((await admin.call('account.analytic.line', 'create', [time])) as number[]));
    if (waiting.length) await admin.call('account.analytic.line', 'create', [waiting]);

    for (const { product, quantity = 1, amount } of deal.expenses ?? []) {
      const expense = await create('hr.expense', {
        name: `${name}: ${product === 'atCost' ? 'train' : 'mileage'}`,
        date: DATE,
        employee_id,
        company_id,
        product_id: ground.products[product],
        quantity,
        ...(amount && { total_amount_currency: amount }),
        payment_mode: 'own_account',
        manager_id: 2,
        sale_order_id: id,
      });
      await create('ir.attachment', {
        name: `${name} ${expense}.txt`,
        res_model: 'hr.expense',
        res_id: expense,
        datas: Buffer.from(`receipt ${expense}`).toString('base64'),
      });
      claims.push({ id: expense });
    }
    for (const downPayment of deal.downPayments ?? []) await askDownPayment(id, downPayment, deal.downPaymentsAre);
    return { id, name: String(order?.name) };
  }

  async function askDownPayment(
    orderId: number,
    asked: { percent: number } | { fixed: number },
    become: Deal['downPaymentsAre'] = 'posted',
  ): Promise<void> {
    await pressCreateInvoices(
      admin,
      orderId,
      'percent' in asked
        ? { advance_payment_method: 'percentage', amount: asked.percent }
        : { advance_payment_method: 'fixed', fixed_amount: asked.fixed },
    );
    if (become === 'draft') return;
    const [order] = await admin.searchRead('sale.order', [['id', '=', orderId]], { fields: ['invoice_ids'] });
    const invoice = Math.max(...(order?.invoice_ids as number[]));
    await approveAndPost(world, ground.approver, [invoice]);
    if (become === 'posted') return;
    await approveAndPost(world, ground.approver, [await creditNote(world, invoice)]);
  }

  return {
    place,
    /** Approves the time and posts the expenses of everything sold. */
    async close(): Promise<void> {
      await approveTime(world, approved);
      const ids = claims.map(({ id }) => id);
      if (!ids.length) return;
      await admin.call('hr.expense', 'action_submit', [ids]);
      const wizard = await create('hr.expense.approve.duplicate', { expense_ids: [[6, 0, ids]] });
      await admin.call('hr.expense.approve.duplicate', 'action_approve', [[wizard]]);
      const { res_id } = (await admin.call('hr.expense', 'action_post', [ids])) as { res_id: number };
      await admin.call('hr.expense.post.wizard', 'action_post_entry', [[res_id]], {
        context: { active_ids: ids, company_paid_move_ids: [] },
      });
    },
  };
}
