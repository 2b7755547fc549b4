import type { World } from './world.ts';

export interface Claim {
  /** Id of the category. */
  category: number;
  name: string;
  /** With tax, in `currency`. */
  amount?: number;
  quantity?: number;
  currency?: number;
  date?: string;
  /** What the receipt says; none where empty. */
  receipt?: string;
}

/** Claims somebody submits, and somebody else approves and posts, by Odoo's own methods: Odoo adds them to the order. */
export async function spend(world: World, orderId: number, claims: Claim[]): Promise<number[]> {
  const { admin, create } = world;
  // A traveller of its own for each order: the same amounts on the same days are no twins of another test's.
  const traveller = await travellerOf(world, orderId);
  const ids = [];
  for (const {
    category,
    name,
    amount,
    quantity = 1,
    currency,
    receipt = `${name} of ${orderId}`,
    ...claim
  } of claims) {
    const id = await create('hr.expense', {
      name,
      date: claim.date ?? '2026-10-05',
      employee_id: traveller,
      product_id: category,
      quantity,
      ...(currency && { currency_id: currency }),
      ...(amount !== undefined && { total_amount_currency: amount }),
      payment_mode: 'own_account',
      manager_id: 2,
      sale_order_id: orderId,
    });
    if (receipt) await attachReceipt(world, id, receipt);
    ids.push(id);
  }
  await admin.call('hr.expense', 'action_submit', [ids]);
  const wizard = await create('hr.expense.approve.duplicate', { expense_ids: [[6, 0, ids]] });
  await admin.call('hr.expense.approve.duplicate', 'action_approve', [[wizard]]);
  const { res_id } = (await admin.call('hr.expense', 'action_post', [ids])) as { res_id: number };
  await admin.call('hr.expense.post.wizard', 'action_post_entry', [[res_id]], {
    context: { active_ids: ids, company_paid_move_ids: [] },
  });
  return ids;
}

async function travellerOf({ admin, create }: World, orderId: number): Promise<number> {
  const name = `Traveller of ${orderId}`;
  const [known] = await admin.searchRead('hr.employee', [['name', '=', name]], { fields: [] });
  return (known?.id as number | undefined) ?? create('hr.employee', { name });
}

export const attachReceipt = (world: World, expense: number, text: string): Promise<number> =>
  world.create('ir.attachment', {
    name: `${text}.txt`,
    res_model: 'hr.expense',
    res_id: expense,
    datas: Buffer.from(text).toString('base64'),
  });

/** An order with nothing on it but what is re-invoiced. */
export async function sellNothing(world: World, values: Record<string, unknown> = {}): Promise<number> {
  const partner_id = await world.create('res.partner', { name: 'Acme travels' });
  const order = await world.create('sale.order', { partner_id, ...values });
  await world.admin.call('sale.order', 'action_confirm', [[order]]);
  return order;
}
