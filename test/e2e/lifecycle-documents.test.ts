import { createHash } from 'node:crypto';
import { describe, expect } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import type { BillingOdoo } from '../../src/billing/ports.ts';
import { postInvoices } from '../../src/billing/post.ts';
import { releaseInvoices } from '../../src/billing/release.ts';
import type { Proposal } from '../../src/rules/verdict.ts';
import { openMailbox } from '../desk/mailbox.ts';
import { agree, hireKeepers } from './support/agree.ts';
import { decide } from './support/decide.ts';
import { enclosures, sendMailTo, textOfPdf } from './support/mail.ts';
import { layGround } from './support/parity/ground.ts';
import { approveAndPost } from './support/parity/post.ts';
import { seller, type Deal } from './support/parity/sell.ts';
import { proposals, TODAY } from './support/run.ts';
import { inWorld as base } from './support/test.ts';
import { readWorkbook, table } from './support/workbook.ts';
import { enterWorld } from './support/world.ts';
import type { World } from './support/world.ts';

const PER_CUSTOMER = { x_has_invoice_format: true, x_invoice_format_invoice_per: 'customer' };

const test = base
  .extend('firm', { scope: 'file' }, async ({ odoo }) => {
    const world = await enterWorld(odoo);
    const ground = await layGround(world);
    await hireKeepers(world);
    const keepers = await world.admin.searchRead('res.users', [['login', 'in', ['ann', 'ben']]], { fields: [] });
    await world.admin.call('res.users', 'write', [keepers.map(({ id }) => id), { company_ids: [[4, ground.sister]] }]);
    const shop = seller(world, ground);
    const place = (name: string, deal: Deal) => shop.place({ customer: 'Group Ltd', ...deal }, name);
    const euro = { pricelist_id: ground.pricelists.euro };
    const orders = {
      rollout: await place('Rollout', { lines: [{ price: 120, hours: [8] }] }),
      support: await place('Support', { lines: [{ price: 100, hours: [2.5] }] }),
      berlin: await place('Berlin', { order: euro, lines: [{ price: 100, hours: [8] }] }),
      ghent: await place('Ghent', { order: euro, lines: [{ price: 133.37, hours: [2.5] }] }),
      elsewhere: await place('Elsewhere', { lines: [{ price: 90, hours: [2] }] }),
      sister: await place('Sister', { company: ground.sister, lines: [{ price: 130, hours: [4] }] }),
    };
    const milestones = { price: 5000, milestones: [{ share: 0.5 }] };
    const accepted = await shop.place({ lines: [{ price: 100, hours: [1] }, milestones] }, 'Accepted');
    // Three thirds of an hour at a price with cents, a discount, and work nobody pays by the hour.
    const detailed = await shop.place(
      {
        order: euro,
        lines: [
          {
            price: 133.37,
            hours: [
              [1 / 3, '2026-10-05'],
              [2 / 3, '2026-10-06'],
              [1 / 3, '2026-10-07'],
            ],
          },
          { price: 99.99, discount: 12.5, hours: [2.5] },
        ],
      },
      'Detailed',
    );
    const flat = await shop.place({ lines: [{ price: 100, hours: [1] }] }, 'Flat');
    const three = [100, 50, 10].map((price, index) => ({ price, hours: [index + 1] }));
    const folded = await shop.place({ lines: three }, 'Folded');
    await shop.close();

    // One bill-to for all, and two ship-tos.
    const [{ partner_id } = {}] = await world.admin.searchRead('sale.order', [['id', '=', orders.rollout.id]], {
      fields: ['partner_id'],
    });
    const address = (name: string, type: string) =>
      world.create('res.partner', { name, type, parent_id: partner_id, email: 'bills@group.test' });
    const to = {
      bills: await address('Group accounts payable', 'invoice'),
      plant: await address('Plant', 'delivery'),
      lab: await address('Lab', 'delivery'),
    };
    const write = (order: { id: number }, ship: number) =>
      world.admin.call('sale.order', 'write', [
        [order.id],
        { partner_invoice_id: to.bills, partner_shipping_id: ship },
      ]);
    for (const order of Object.values(orders)) await write(order, order === orders.elsewhere ? to.lab : to.plant);
    const inEuro = [orders.berlin, orders.ghent, orders.sister];
    for (const order of Object.values(orders)) {
      const format = {
        ...PER_CUSTOMER,
        x_invoice_format_detail_columns_description: order === orders.berlin || order === orders.ghent,
      };
      await agree(world, order.id, format, inEuro.includes(order) ? await world.xmlId('base.EUR') : undefined);
    }
    return { world, ground, orders, to, accepted, detailed, flat, folded };
  })
  .extend('mailbox', { scope: 'file' }, async ({ firm: { world } }, { onCleanup }) => {
    const mailbox = await openMailbox();
    onCleanup(() => mailbox.close());
    await sendMailTo(world.admin, mailbox.url);
    // Without Odoo's styles a PDF of Debian's wkhtmltopdf holds text that can be read.
    await world.admin.call('ir.config_parameter', 'set_param', ['report.url', 'http://127.0.0.1:1']);
    return mailbox;
  });

async function drafted(world: World, wanted: Proposal[]): Promise<number[]> {
  const outcomes = await draftProposals(world.drafting, wanted);
  return outcomes.map((outcome) => {
    if (outcome.status !== 'drafted') throw new Error(JSON.stringify(outcome));
    return outcome.invoice.id;
  });
}

/** As anybody who may read the invoice gets it from Odoo's screen, of a draft, too. */
async function spreadsheetOf(world: World, login: string, id: number): Promise<Buffer> {
  const person = world.as(login);
  const action = await world.xmlId('billing_automation.action_detail_file');
  const context = { active_model: 'account.move', active_id: id, active_ids: [id] };
  const { url } = (await person.call('ir.actions.server', 'run', [[action]], { context })) as { url: string };
  const attachment = Number(/content\/(\d+)/.exec(url)?.[1]);
  const [file] = (await person.call('ir.attachment', 'read', [[attachment], ['datas']])) as { datas: string }[];
  return Buffer.from(file?.datas ?? '', 'base64');
}

describe('a customer with projects in two currencies, two companies and two places', () => {
  test('gets one invoice for each, billed and shipped where agreed, each line traced to its project', async ({
    firm: { world, ground, orders, to },
    mailbox,
  }) => {
    const wanted = await proposals(
      world,
      Object.values(orders).map(({ id }) => ({ orderId: id })),
    );
    const told = wanted.map(({ company, currency, total, orders: own }) => [
      company.id,
      currency.code,
      total,
      own.map(({ orderName }) => orderName),
    ]);
    expect(told).toEqual([
      [1, 'USD', '1210.00', [orders.rollout.name, orders.support.name]],
      [1, 'EUR', '1133.43', [orders.berlin.name, orders.ghent.name]],
      [1, 'USD', '180.00', [orders.elsewhere.name]],
      [ground.sister, 'EUR', '520.00', [orders.sister.name]],
    ]);
    const why = wanted.map(({ findings }) => findings.map(({ message }) => message).join());
    expect(why[2]).toContain('delivery address');

    const ids = await drafted(world, wanted);
    await approveAndPost(world, ground.approver, ids);
    const moves = await world.admin.searchRead('account.move', [['id', 'in', ids]], {
      fields: ['partner_id', 'partner_shipping_id', 'company_id', 'amount_untaxed', 'state'],
      order: 'id',
    });
    const places = moves.map((move) => [
      move.partner_id,
      move.partner_shipping_id,
      move.company_id,
      move.amount_untaxed,
    ]);
    expect(places).toEqual([
      [to.bills, to.plant, 1, 1210],
      [to.bills, to.plant, 1, 1133.43],
      [to.bills, to.lab, 1, 180],
      [to.bills, to.plant, ground.sister, 520],
    ]);

    // From each line to its order, its project and the work behind it, and back to the line's own amount.
    const lines = await world.admin.searchRead(
      'account.move.line',
      [
        ['move_id', 'in', ids],
        ['display_type', '=', 'product'],
      ],
      { fields: ['move_id', 'quantity', 'price_unit', 'price_subtotal'], order: 'id' },
    );
    const traced = [];
    for (const line of lines) {
      const parts = await world.admin.searchRead('x_billing_part', [['x_move_line_id', '=', line.id]], {
        fields: ['x_order_id', 'x_project_id', 'x_quantity'],
        names: true,
      });
      const named = (name: string) => [...new Set(parts.map((part) => (part[name] as [number, string])[1]))].join();
      const hours = parts.reduce((all, part) => all + Number(part['x_quantity']), 0);
      expect(hours).toBe(line['quantity']);
      traced.push([named('x_order_id').split(' ')[0], named('x_project_id'), line['price_subtotal']]);
    }
    expect(traced.toSorted((a, b) => String(a[0]).localeCompare(String(b[0])))).toEqual([
      [orders.rollout.name, 'Rollout', 960],
      [orders.support.name, 'Support', 250],
      [orders.berlin.name, 'Berlin', 800],
      [orders.ghent.name, 'Ghent', 333.43],
      [orders.elsewhere.name, 'Elsewhere', 180],
      [orders.sister.name, 'Sister', 520],
    ]);

    const [joint = 0, inEuro = 0, alone = 0] = ids;
    expect(await releaseInvoices(world.drafting, [joint, alone], TODAY)).toMatchObject([
      { status: 'sent', how: 'by e-mail to bills@group.test' },
      { status: 'sent' },
    ]);
    const details = mailbox.to('bills@group.test').map(({ raw }) => {
      const found = [...enclosures(raw)].find(([name]) => name.startsWith('Timesheet detail'));
      return textOfPdf(found?.[1] ?? new Uint8Array());
    });
    const [together, single] = await Promise.all(details);
    for (const order of [orders.rollout, orders.support]) expect(together).toContain(`${order.name} ·`);
    expect(together).toContain('Support');
    expect(single).not.toContain(`${orders.elsewhere.name} ·`);
    // Terms that name the columns name all there is to be said.
    const quiet = (await readWorkbook(await spreadsheetOf(world, 'approver', inEuro)))['Timesheet detail'] ?? [];
    const spoken = JSON.stringify(
      (await readWorkbook(await spreadsheetOf(world, 'approver', joint)))['Timesheet detail'],
    );
    expect(spoken).toContain(`${orders.rollout.name} · Rollout · `);
    expect(quiet).toHaveLength(3);
    for (const order of [orders.berlin, orders.ghent]) expect(JSON.stringify(quiet)).not.toContain(`${order.name} ·`);
  });
});

const textOf = (html: unknown): string =>
  String(html)
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

test('what shows that a milestone was accepted is approved with its invoice, goes along, is reminded of and is evidence', async ({
  firm: { world, accepted },
  mailbox,
}) => {
  const [milestone] = await world.admin.searchRead('project.milestone', [['name', '=', 'Accepted 1']], { fields: [] });
  const attach = (name: string, text: string) =>
    world.create('ir.attachment', {
      name,
      res_model: 'project.milestone',
      res_id: milestone?.['id'],
      datas: Buffer.from(text).toString('base64'),
    });
  await attach('Acceptance.txt', 'Accepted on 6 October, Jane Doe');
  const [partner] = await world.admin.searchRead('res.partner', [['name', '=', 'Accepted']], { fields: [] });
  await world.admin.call('res.partner', 'write', [[partner?.['id']], { email: 'bills@accepted.test' }]);
  const [id = 0] = await drafted(world, await proposals(world, [{ orderId: accepted.id }]));
  await decide(world, id);
  // Not what somebody approved any more.
  await attach('Late.txt', 'And one thing more');
  expect(await postInvoices(world.drafting, [id])).toMatchObject([{ status: 'refused' }]);
  await decide(world, id);
  expect(await postInvoices(world.drafting, [id])).toMatchObject([{ status: 'posted' }]);
  expect(await releaseInvoices(world.drafting, [id], TODAY)).toMatchObject([{ status: 'sent' }]);
  const files = enclosures(mailbox.to('bills@accepted.test')[0]?.raw ?? '');
  expect([...files.keys()].filter((name) => name.endsWith('.txt')).sort()).toEqual(['Acceptance.txt', 'Late.txt']);
  expect(String(files.get('Acceptance.txt'))).toContain('Jane Doe');
  expect([...files.keys()].filter((name) => name.startsWith('Timesheet detail'))).toHaveLength(1);

  await world.admin.call('project.milestone', 'write', [
    [milestone?.['id']],
    { x_billing_acceptance: 'E-signature 4711' },
  ]);
  const order = { x_billing_accepted_on: '2026-10-30', x_billing_acceptance: 'Protocol of 30 October' };
  await world.admin.call('sale.order', 'write', [[accepted.id], order]);
  const template = await world.xmlId('billing_automation.mail_reminder_first');
  const [mail] = [await world.admin.call('mail.template', 'send_mail', [[template], id])].flat();
  const [reminder] = await world.admin.searchRead('mail.mail', [['id', '=', mail]], { fields: ['body_html'] });
  const said = textOf(reminder?.['body_html']);
  expect(said).toContain('What was delivered and accepted');
  expect(said).toMatch(
    /Accepted 1 , reached on \d+\/\d+\/2026 , accepted: E-signature 4711, Acceptance\.txt, Late\.txt/,
  );
  expect(said).toMatch(/accepted on 10\/30\/2026 : Protocol of 30 October/);

  const doubt = { x_move_id: id, x_amount: 100, x_reason: 'milestone', x_said: 'We never accepted it.' };
  const [dispute] = [await world.as('preparer').call('x_billing_dispute', 'create', [doubt])].flat();
  const [written] = await world
    .as('preparer')
    .searchRead('x_billing_dispute', [['id', '=', dispute as number]], { fields: ['x_evidence'] });
  const evidence = textOf(written?.['x_evidence']);
  for (const fact of ['Receipts and acceptance', 'Accepted 1: Acceptance.txt', 'Late.txt', 'E-signature 4711'])
    expect(evidence).toContain(fact);
});

async function linesOf(world: World, id: number): Promise<number[]> {
  const { lines } = await world.deciding.invoice(id);
  return lines.filter(({ kind }) => kind === 'product').map((line) => line.id);
}

const sha1 = (bytes: Uint8Array | string) => createHash('sha1').update(bytes).digest('hex');

/** The files of a mail as the record names them. */
const printsOf = (files: Map<string, Uint8Array>) =>
  [...files]
    .map(([name, bytes]) => `${name}, SHA-1 ${sha1(bytes)}`)
    .toSorted()
    .join('\n');

/** What the record says of an invoice's way to its customer. */
async function sendingOf(world: World, id: number) {
  const links = await world.admin.searchRead(
    'x_billing_audit',
    [
      ['x_invoice', '=', id],
      ['x_kind', 'in', ['handed-over', 'released']],
    ],
    { fields: ['x_kind', 'x_name', 'x_detail'], order: 'x_number' },
  );
  return links.map(({ x_kind, x_name, x_detail }) => [x_kind, x_name, x_detail]);
}

/** Somebody with all rights puts something else under a file that was mailed. */
async function writeOver(world: World, id: number, ending: string): Promise<void> {
  const mails = await world.admin.searchRead(
    'mail.message',
    [
      ['model', '=', 'account.move'],
      ['res_id', '=', id],
      ['attachment_ids', '!=', false],
    ],
    { fields: ['attachment_ids'] },
  );
  const ids = mails.flatMap(({ attachment_ids }) => attachment_ids as number[]);
  const files = (await world.admin.call('ir.attachment', 'read', [ids, ['name']])) as { id: number; name: string }[];
  const [file] = files.filter(({ name }) => name.endsWith(ending));
  await world.admin.call('ir.attachment', 'write', [[file?.id], { datas: Buffer.from('x').toString('base64') }]);
}

const FORMULAS = ['=HYPERLINK("http://evil.test","Paid")', '+1+1 <b>&</b> export_x0041_x0042_', '-2+3', '@SUM(A1:A9)'];

describe('the timesheet detail in the customer’s format', () => {
  const sheetOf = (files: Map<string, Buffer>) => [...files].find(([name]) => name.endsWith('.xlsx'));

  async function billed(world: World, order: { id: number }, customer: string, format: object, currency?: string) {
    await agree(
      world,
      order.id,
      { x_has_invoice_format: true, ...format },
      currency ? await world.xmlId(currency) : undefined,
    );
    const [partner] = await world.admin.searchRead('res.partner', [['name', '=', customer]], { fields: [] });
    const email = `bills@${customer.toLowerCase()}.test`;
    await world.admin.call('res.partner', 'write', [[partner?.['id']], { email }]);
    const [id = 0] = await drafted(world, await proposals(world, [{ orderId: order.id }]));
    return { id, email };
  }

  test('as PDF and as spreadsheet: the agreed columns, numbers and days as such, text as text, and the invoice’s own sums', async ({
    firm: { world, detailed },
    mailbox,
  }) => {
    const time = await world.admin.searchRead('account.analytic.line', [['so_line.order_id', '=', detailed.id]], {
      fields: ['id'],
      order: 'date, id',
    });
    for (const [index, { id }] of time.entries())
      await world.admin.call('account.analytic.line', 'write', [[id], { name: FORMULAS[index] }]);
    const format = {
      x_invoice_format_timesheet_detail: 'both',
      x_invoice_format_detail_columns_order: true,
      x_invoice_format_detail_columns_description: true,
    };
    const { id, email } = await billed(world, detailed, 'Detailed', format, 'base.EUR');
    const before = await readWorkbook(await spreadsheetOf(world, 'approver', id));
    await decide(world, id);
    expect(await postInvoices(world.drafting, [id])).toMatchObject([{ status: 'posted' }]);
    const [{ name = '' } = {}] = await world.admin.searchRead('account.move', [['id', '=', id]], { fields: ['name'] });
    const file = `Timesheet detail - ${String(name).replaceAll('/', '_')}.xlsx`;
    // Put there by somebody else after the approval: it is not what leaves.
    await world.create('ir.attachment', { name: file, res_model: 'account.move', res_id: id, datas: 'eA==' });
    expect(await releaseInvoices(world.drafting, [id], TODAY)).toMatchObject([{ status: 'sent' }]);

    const files = enclosures(mailbox.to(email)[0]?.raw ?? '');
    expect([...files.keys()].filter((each) => each.startsWith('Timesheet')).sort()).toEqual([
      file.replace('.xlsx', '.pdf'),
      file,
    ]);
    const pdf = await textOfPdf(files.get(file.replace('.xlsx', '.pdf')) ?? new Uint8Array());
    expect(pdf).toContain(detailed.name);
    for (const hidden of ['Eva Engineer', 'Task 1', 'Billed']) expect(pdf).not.toContain(hidden);

    // The invoice's record says exactly which files left.
    const prints = printsOf(files);
    expect(await sendingOf(world, id)).toEqual([
      ['handed-over', 'Handed to Odoo to be mailed', prints],
      ['released', `Left by e-mail to ${email}`, prints],
    ]);

    const book = await readWorkbook(files.get(file) ?? new Uint8Array());
    expect(Object.keys(book)).toEqual(['Timesheet detail', 'Invoice']);
    expect(book['Timesheet detail']).toEqual(before['Timesheet detail']);
    const rows = table(book['Timesheet detail'] ?? [], 'Line');
    expect([...(rows[0]?.keys() ?? [])]).toEqual([
      'Line',
      'On the invoice',
      'Date',
      'Order',
      'Description',
      'Quantity',
      'Unit',
    ]);
    expect(JSON.stringify(book)).not.toContain('Eva Engineer');
    const column = (word: string) => rows.map((row) => row.get(word)?.value);
    expect(column('Line')).toEqual([1, 1, 1, 2]);
    expect(rows.map((row) => row.get('Date'))).toMatchObject(
      ['2026-10-05', '2026-10-06', '2026-10-07', '2026-10-05'].map((value) => ({ value, type: 'd' })),
    );
    expect(column('Order')).toEqual(rows.map(() => detailed.name));
    const said = rows.map((row) => row.get('Description'));
    expect(said).toMatchObject(said.map(() => ({ type: 's', quoted: true })));
    expect(said.map((cell) => String(cell?.value).replaceAll('_x005F_', '_')).toSorted()).toEqual(FORMULAS.toSorted());
    const hours = rows.map((row) => row.get('Quantity'));
    expect(hours).toMatchObject(hours.map(() => ({ type: 'n', format: '#,##0.00' })));
    expect(hours.map((cell) => cell?.value)).toEqual([1 / 3, 2 / 3, 1 / 3, 2.5].map((each) => expect.closeTo(each, 9)));

    // What the invoice says, to the cent and in numbers.
    const [move] = await world.admin.searchRead('account.move', [['id', '=', id]], {
      fields: ['amount_untaxed', 'amount_tax', 'amount_total'],
    });
    const lines = await world.admin.searchRead(
      'account.move.line',
      [
        ['move_id', '=', id],
        ['display_type', '=', 'product'],
      ],
      { fields: ['quantity', 'price_unit', 'discount', 'price_subtotal'], order: 'sequence, id' },
    );
    const sums = table(book['Invoice'] ?? [], 'Line');
    const shown = sums.filter((row) => row.get('Line')?.type === 'n');
    const amounts = (word: string) => shown.map((row) => row.get(word)?.value);
    expect(amounts('Untaxed (EUR)')).toEqual(lines.map(({ price_subtotal }) => price_subtotal));
    expect(amounts('Quantity')).toEqual(lines.map(({ quantity }) => quantity));
    expect(amounts('Price')).toEqual(lines.map(({ price_unit }) => price_unit));
    expect(amounts('Discount %')).toEqual(lines.map(({ discount }) => discount));
    const total = (word: string) => sums.find((row) => row.get('Discount %')?.value === word)?.get('Untaxed (EUR)');
    expect(total('Untaxed')).toMatchObject({ value: move?.amount_untaxed, type: 'n', format: '#,##0.00' });
    expect(total('Taxes')?.value).toBe(move?.amount_tax);
    expect(total('Total')?.value).toBe(move?.amount_total);
    const added = amounts('Untaxed (EUR)').reduce<number>((all, each) => all + Number(each), 0);
    expect(added).toBeCloseTo(Number(total('Untaxed')?.value), 6);
    expect(
      Object.values(book)
        .flat(2)
        .filter((cell) => cell?.type === 'f'),
    ).toEqual([]);
  });

  test('as a spreadsheet alone, in the usual columns; whoever may not read the invoice gets none; written over since, the record has what left', async ({
    firm: { world, flat },
    mailbox,
  }) => {
    const { id, email } = await billed(world, flat, 'Flat', { x_invoice_format_timesheet_detail: 'spreadsheet' });
    await expect(spreadsheetOf(world, 'ann', id)).rejects.toThrow();
    await decide(world, id);
    expect(await postInvoices(world.drafting, [id])).toMatchObject([{ status: 'posted' }]);
    const writingOver: BillingOdoo = {
      ...world.drafting,
      release: async (invoiceId) => {
        const answer = await world.drafting.release(invoiceId);
        await writeOver(world, id, '.xlsx');
        return answer;
      },
    };
    expect(await releaseInvoices(writingOver, [id], TODAY)).toMatchObject([{ status: 'sent' }]);
    const files = enclosures(mailbox.to(email)[0]?.raw ?? '');
    const prints = printsOf(files);
    expect(await sendingOf(world, id)).toEqual([
      ['handed-over', 'Handed to Odoo to be mailed', prints],
      [
        'released',
        expect.stringContaining('Its files were changed in Odoo since'),
        expect.stringMatching(`^${prints}\nIn Odoo by now:\n(?:.*\n)*.*xlsx, SHA-1 ${sha1('x')}`),
      ],
    ]);
    expect([...files.keys()].filter((name) => /^Timesheet.*pdf$/.test(name))).toEqual([]);
    const book = await readWorkbook(sheetOf(files)?.[1] ?? new Uint8Array());
    const [row] = table(book['Timesheet detail'] ?? [], 'Line');
    const words = ['Line', 'On the invoice', 'Date', 'Person', 'Task', 'Description', 'Status', 'Quantity', 'Unit'];
    expect([...(row?.keys() ?? [])]).toEqual(words);
    expect(['Person', 'Task', 'Description', 'Status'].map((word) => row?.get(word)?.value)).toEqual([
      'Eva Engineer',
      'Task 1',
      'Work',
      'Billed',
    ]);
  });

  test('a section that hides its lines, or their prices, hides them in both files', async ({
    firm: { world, folded },
    mailbox,
  }) => {
    const { id, email } = await billed(world, folded, 'Folded', { x_invoice_format_timesheet_detail: 'both' });
    const ids = await linesOf(world, id);
    const section = (sequence: number, name: string, hides: string) => [
      ...[0, 0],
      { display_type: 'line_section', name, sequence, [hides]: true },
    ];
    const invoice_line_ids = [
      section(1, '=Phase 1', 'collapse_composition'),
      ...ids.map((line, index) => [1, line, { sequence: [2, 3, 5][index], name: `Hidden ${index + 1}` }]),
      section(4, '+Phase 2', 'collapse_prices'),
    ];
    await world.as('clerk').call('account.move', 'write', [[id], { invoice_line_ids }]);
    await decide(world, id);
    expect(await postInvoices(world.drafting, [id])).toMatchObject([{ status: 'posted' }]);
    expect(await releaseInvoices(world.drafting, [id], TODAY)).toMatchObject([{ status: 'sent' }]);
    const files = enclosures(mailbox.to(email)[0]?.raw ?? '');
    const book = await readWorkbook(sheetOf(files)?.[1] ?? new Uint8Array());

    const [heading = [], ...invoice] = (book['Invoice'] ?? []).slice(5);
    expect(heading[8]?.value).toMatch(/^Untaxed/);
    const values = invoice.slice(0, 3).map((row) => row.map((cell) => cell?.value));
    expect(values).toEqual([
      [1, '=Phase 1', 3, 'h', 1, undefined, 200, 0, 200],
      [undefined, '+Phase 2', ...Array(6), 30],
      [2, 'Hidden 3', 3, 'h', 3, 'Hours', ...Array(3)],
    ]);
    expect(invoice.slice(0, 2).map((row) => row[1])).toMatchObject([{ quoted: true }, { quoted: true }]);
    expect(invoice.find((row) => row[7]?.value === 'Untaxed')?.[8]?.value).toBe(230);
    const detail = table(book['Timesheet detail'] ?? [], 'Line');
    expect(detail.map((row) => [row.get('Line')?.value, row.get('On the invoice')?.value])).toEqual([
      [1, '=Phase 1'],
      [1, '=Phase 1'],
      [2, 'Hidden 3'],
    ]);

    const [, bytes] = [...files].find(([name]) => /^Timesheet.*pdf$/.test(name)) ?? [];
    const pdf = await textOfPdf(bytes ?? new Uint8Array());
    for (const shown of ['=Phase 1', 'Hidden 3', '3.00']) expect(pdf).toContain(shown);
    for (const hidden of ['Hidden 1', 'Hidden 2']) expect(pdf + JSON.stringify(book)).not.toContain(hidden);
  });
});
