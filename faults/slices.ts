import { agreeAll, hireKeepers } from '../test/e2e/support/agree.ts';
import { createAll } from '../test/e2e/support/seed/odoo.ts';
import { approveTime, type World } from '../test/e2e/support/world.ts';

/** One firm's month in small: nobody else's run touches its orders. */
export interface Slice {
  orderIds: number[];
  customerIds: number[];
  projectIds: number[];
  timeIds: number[];
  milestoneIds: number[];
  /** Names of its own orders, customers and projects, and what the same is called in every slice. */
  names: [own: string, place: string][];
}

interface Order {
  name: string;
  lines: { price: number; discount?: number }[];
  /** Hours of the entries of each line; negative ones are not approved. */
  hours: number[][];
  /** Of a line sold by milestones: the share of each, reached or not. */
  milestones?: { share: number; reached: boolean; accepted: boolean }[];
  /** Hours that may be billed, under agreed terms. */
  cap?: number;
}

const ORDERS: Order[] = [
  {
    name: 'Two lines',
    lines: [{ price: 120 }, { price: 95.5, discount: 10 }],
    hours: [
      [8, 7.5, 0.25],
      [4, 6.33],
    ],
  },
  { name: 'Not all approved', lines: [{ price: 80 }], hours: [[5, -3, 2.5]] },
  { name: 'A cap crossed', lines: [{ price: 150 }], hours: [[6, 5, 2]], cap: 10 },
  {
    name: 'Milestones',
    lines: [{ price: 9000 }],
    hours: [[]],
    milestones: [
      { share: 0.3, reached: true, accepted: true },
      { share: 0.2, reached: true, accepted: false },
      { share: 0.5, reached: false, accepted: false },
    ],
  },
  { name: 'Nothing to bill yet', lines: [{ price: 60 }], hours: [[-2]] },
];

/** No slice's name begins like another's. */
const padded = (slice: number): string => String(slice).padStart(5, '0');

/** Makes slices, alike to the last digit, in bulk. */
export async function sliceMaker(world: World): Promise<(count: number) => Promise<Slice[]>> {
  await hireKeepers(world);
  const byMilestones = await world.create('product.product', {
    name: 'Portal',
    type: 'service',
    service_policy: 'delivered_milestones',
    taxes_id: [],
  });
  let made = 0;
  return (count) => {
    const from = made;
    made += count;
    return makeSlices(world, byMilestones, from, count);
  };
}

async function makeSlices(world: World, byMilestones: number, from: number, count: number): Promise<Slice[]> {
  const { admin } = world;
  const wanted = Array.from({ length: count }, (_, at) =>
    ORDERS.map((order) => ({ ...order, slice: from + at })),
  ).flat();
  const customerIds = await createAll(
    admin,
    'res.partner',
    wanted.map(({ name, slice }) => ({ name: `${name} ${padded(slice)}`, email: `${padded(slice)}@customer.test` })),
  );
  const orderIds = await createAll(
    admin,
    'sale.order',
    wanted.map(({ lines, milestones }, at) => ({
      partner_id: customerIds[at],
      order_line: lines.map(({ price, discount = 0 }, line) => [
        0,
        0,
        {
          sequence: 10 + line,
          product_id: milestones ? byMilestones : world.consulting,
          name: `Line ${line + 1}`,
          product_uom_qty: milestones ? 1 : 100,
          price_unit: price,
          discount,
        },
      ]),
    })),
  );
  await admin.call('sale.order', 'action_confirm', [orderIds]);
  const rows = await admin.searchRead('sale.order.line', [['order_id', 'in', orderIds]], {
    fields: ['order_id', 'sequence'],
  });
  const lineIds = new Map(rows.map((row) => [`${String(row.order_id)}/${String(row.sequence)}`, row.id]));
  const lineOf = (order: number, line: number) => lineIds.get(`${orderIds[order]}/${10 + line}`) as number;

  const projectIds = await createAll(
    admin,
    'project.project',
    wanted.map(({ name, slice }, at) => ({
      name: `${name} ${padded(slice)}`,
      allow_billable: true,
      allow_milestones: true,
      partner_id: customerIds[at],
      sale_line_id: lineOf(at, 0),
    })),
  );
  const tasks = wanted.flatMap(({ lines }, at) => lines.map((_, line) => ({ at, line })));
  const taskIds = await createAll(
    admin,
    'project.task',
    tasks.map(({ at, line }) => ({
      name: `Task ${line + 1}`,
      project_id: projectIds[at],
      sale_line_id: lineOf(at, line),
    })),
  );
  const time = tasks.flatMap(({ at, line }, task) =>
    (wanted[at]?.hours[line] ?? []).map((hours, entry) => ({ at, task, hours, entry })),
  );
  const timeIds = await createAll(
    admin,
    'account.analytic.line',
    time.map(({ at, task, hours, entry }) => ({
      name: `Work ${entry + 1}`,
      project_id: projectIds[at],
      task_id: taskIds[task],
      employee_id: world.engineer,
      unit_amount: Math.abs(hours),
      date: `2026-10-${String(5 + entry).padStart(2, '0')}`,
    })),
  );
  const approved = timeIds.filter((_, at) => (time[at]?.hours ?? 0) > 0);
  for (let start = 0; start < approved.length; start += 1000)
    await approveTime(world, approved.slice(start, start + 1000));

  const stones = wanted.flatMap(({ milestones = [] }, at) =>
    milestones.map((each, number) => ({ ...each, at, number })),
  );
  const milestoneIds = await createAll(
    admin,
    'project.milestone',
    stones.map(({ at, share, reached, number }) => ({
      name: `Milestone ${number + 1}`,
      project_id: projectIds[at],
      sale_line_id: lineOf(at, 0),
      quantity_percentage: share,
      is_reached: reached,
    })),
  );
  const reached = milestoneIds.filter((_, at) => stones[at]?.reached);
  await admin.call('project.milestone', 'write', [reached, { reached_date: '2026-10-20' }]);
  await createAll(
    admin,
    'ir.attachment',
    milestoneIds
      .filter((_, at) => stones[at]?.accepted)
      .map((id) => ({
        name: 'acceptance.txt',
        res_model: 'project.milestone',
        res_id: id,
        datas: Buffer.from('Accepted').toString('base64'),
      })),
  );
  const capped = orderIds.flatMap((orderId, at) => (wanted[at]?.cap ? [{ orderId, cap: wanted[at].cap }] : []));
  await agreeAll(
    world,
    capped.map(({ orderId }) => orderId),
    {
      x_has_caps: true,
      x_cap_ids: [[0, 0, { x_name: 'In all', x_scope: 'agreement', x_overflow: 'write-off', x_hours: capped[0]?.cap }]],
    },
  );

  const numbers = await admin.searchRead('sale.order', [['id', 'in', orderIds]], { fields: ['name'] });
  const numberOf = new Map(numbers.map(({ id, name }) => [id, String(name)]));
  return Array.from({ length: count }, (_, number) => {
    const slice = from + number;
    const own = (at: number | undefined) => wanted[at ?? -1]?.slice === slice;
    return {
      orderIds: orderIds.filter((_, at) => own(at)),
      customerIds: customerIds.filter((_, at) => own(at)),
      projectIds: projectIds.filter((_, at) => own(at)),
      timeIds: timeIds.filter((_, at) => own(time[at]?.at)),
      milestoneIds: milestoneIds.filter((_, at) => own(stones[at]?.at)),
      names: wanted.flatMap(({ name }, at): [string, string][] =>
        own(at)
          ? [
              [`${name} ${padded(slice)}`, name],
              [`${padded(slice)}@`, '@'],
              [numberOf.get(orderIds[at] ?? 0) ?? '', `order#${at % ORDERS.length}`],
            ]
          : [],
      ),
    };
  });
}
