import { describe, expect } from 'vitest';
import { releaseInvoices } from '../../src/billing/release.ts';
import { openMailbox } from '../desk/mailbox.ts';
import { posted } from './support/lifecycle.ts';
import { enclosures, sendMailTo } from './support/mail.ts';
import { TODAY } from './support/run.ts';
import { closeSent, findReturned, sendByHand } from './support/send.ts';
import { inWorld as base } from './support/test.ts';
import { enterWorld, sellTime, type World } from './support/world.ts';

const test = base
  .extend('world', { scope: 'file' }, async ({ odoo }) => {
    const world = await enterWorld(odoo);
    const country = await world.xmlId('base.be');
    const firm = { country_id: country, vat: 'BE0477472701', street: 'Bondgenotenlaan 1', city: 'Leuven', zip: '3000' };
    await world.admin.call('res.company', 'write', [[await world.xmlId('base.main_company')], firm]);
    return world;
  })
  .extend('mailbox', { scope: 'file', auto: true }, async ({ world }, { onCleanup }) => {
    const mailbox = await openMailbox();
    onCleanup(() => mailbox.close());
    await sendMailTo(world.admin, mailbox.url);
    return mailbox;
  });

const peppol = test.extend('joined', { scope: 'file', auto: true }, async ({ world }) => {
  const { admin } = world;
  const [module] = await admin.searchRead('ir.module.module', [['name', '=', 'account_peppol']], { fields: ['id'] });
  await admin.call('ir.module.module', 'button_immediate_install', [[module?.id]]);
  // Odoo's own demonstration of the network, on a database with demo data: all but the network is real.
  const parameter = ['account_peppol.edi.mode'];
  expect(await admin.call('ir.config_parameter', 'get_param', parameter)).toBe('demo');
  const firm = { contact_email: 'billing@firm.test', phone_number: '+32483123456' };
  const [registration] = [await admin.call('peppol.registration', 'create', [firm])].flat();
  const join = admin.call('peppol.registration', 'button_register_peppol_participant', [[registration]]);
  // Odoo answers with a notification without a title, which XML-RPC calls an error after it is done.
  await join.catch((error: Error) => {
    if (!error.message.includes('cannot marshal None')) throw error;
  });
});

let customers = 0;

/** A posted invoice of a Belgian customer, whose form says these values besides. */
async function postedFor(world: World, values: Record<string, unknown>) {
  customers += 1;
  const email = `bills@taker${customers}.test`;
  const belgian = { country_id: await world.xmlId('base.be'), street: 'Veldstraat 2', city: 'Gent', zip: '9000' };
  const partner = await world.create('res.partner', {
    name: `Taker ${customers} NV`,
    is_company: true,
    email,
    ...belgian,
    vat: 'BE0202239951',
    ...values,
  });
  const id = await posted(world, await sellTime(world, [{ price: 120, hours: [6.5, 2.25] }], { partner }));
  const { name, total } = await world.drafting.invoice(id);
  return { id, partner, email, name, total };
}

const release = async (world: World, id: number) => (await releaseInvoices(world.drafting, [id], TODAY))[0];

async function caseOf(world: World, id: number) {
  const [found, ...others] = await world.drafter.searchRead('x_billing_case', [['x_move_id', '=', id]], {
    fields: ['x_name', 'x_state', 'x_detail', 'x_note', 'x_next_step'],
    order: 'id desc',
  });
  expect(others.filter(({ x_state }) => x_state === 'open')).toEqual([]);
  return found;
}

const set = (world: World, partner: number, values: object) =>
  world.admin.call('res.partner', 'write', [[partner], values]);

describe('a customer who takes UBL', () => {
  test('has it with the mail: of this invoice, its PDF in it', async ({ world, mailbox }) => {
    const { id, email, name, total } = await postedFor(world, { invoice_edi_format: 'ubl_bis3' });
    expect(await release(world, id)).toMatchObject({ status: 'sent', how: `by e-mail to ${email}` });
    const files = enclosures(mailbox.to(email)[0]?.raw ?? '');
    const [ubl, ...others] = [...files].filter(([file]) => file.endsWith('.xml'));
    expect(others).toEqual([]);
    const xml = ubl?.[1].toString() ?? '';
    expect(xml).toContain('urn:oasis:names:specification:ubl:schema:xsd:Invoice-2');
    expect(xml).toContain(`<cbc:ID>${name}</cbc:ID>`);
    expect(xml).toMatch(new RegExp(`<cbc:PayableAmount currencyID="USD">${Number(total).toFixed(2)}<`));
    expect(xml).toMatch(/<cbc:EmbeddedDocumentBinaryObject mimeCode="application\/pdf"/);
    expect(await caseOf(world, id)).toBeUndefined();
    expect(await release(world, id)).toMatchObject({ status: 'already-sent' });
    expect(mailbox.to(email)).toHaveLength(1);
  });

  test('and no UBL can be made of it: nothing leaves, a case says what Odoo misses; mended, it leaves', async ({
    world,
    mailbox,
  }) => {
    const { id, partner, email, name } = await postedFor(world, { invoice_edi_format: 'ubl_bis3', country_id: false });
    expect(await release(world, id)).toMatchObject({ status: 'not-sent', message: expect.stringContaining('country') });
    expect(await caseOf(world, id)).toMatchObject({
      x_state: 'open',
      x_name: expect.stringContaining(`${name} to `),
      x_detail: expect.stringContaining('country'),
    });
    expect(mailbox.to(email)).toEqual([]);
    await set(world, partner, { country_id: await world.xmlId('base.be') });
    expect(await release(world, id)).toMatchObject({ status: 'sent' });
    expect([...enclosures(mailbox.to(email)[0]?.raw ?? '').keys()].some((file) => file.endsWith('.xml'))).toBe(true);
    expect(await caseOf(world, id)).toMatchObject({ x_state: 'closed' });
  });
});

describe('a customer on Peppol, by Odoo’s module for it', () => {
  const stateOf = async ({ admin }: World, id: number) =>
    (await admin.searchRead('account.move', [['id', '=', id]], { fields: ['peppol_move_state'] }))[0]?.[
      'peppol_move_state'
    ];

  const taking = { invoice_sending_method: 'peppol', invoice_edi_format: 'ubl_bis3' };

  peppol('whom Peppol does not know: nothing leaves, and a case says so', async ({ world }) => {
    const { id, partner } = await postedFor(world, { ...taking, vat: false });
    expect(await release(world, id)).toMatchObject({
      status: 'not-sent',
      message: expect.stringContaining('is to have its invoices by Peppol'),
    });
    expect(await caseOf(world, id)).toMatchObject({ x_state: 'open', x_detail: expect.stringContaining('Peppol') });
    const [move] = await world.admin.searchRead('account.move', [['id', '=', id]], { fields: ['is_move_sent'] });
    expect(move?.['is_move_sent']).toBe(false);
    // Made ready by hand, it still is with nobody.
    await sendByHand(world, id, ['manual']);
    expect(await release(world, id)).toMatchObject({
      status: 'not-sent',
      message: expect.stringContaining('Peppol does not have it'),
    });
    await set(world, partner, { invoice_sending_method: 'email' });
    expect(await release(world, id)).toMatchObject({ status: 'already-sent' });
  });

  peppol(
    'it leaves; refused later, it is a case until it is sent anew, by Peppol or by mail',
    async ({ world, mailbox }) => {
      const { id, partner, email, name } = await postedFor(world, taking);
      await world.admin.call('res.partner', 'button_account_peppol_check_partner_endpoint', [[partner]]);
      expect(await release(world, id)).toMatchObject({ status: 'sent', how: expect.stringContaining('by Peppol') });
      expect(await stateOf(world, id)).toBe('processing');
      await findReturned(world);
      expect(await caseOf(world, id)).toBeUndefined();

      // As Odoo's own job writes it when the network answers so.
      const refuse = () => world.admin.call('account.move', 'write', [[id], { peppol_move_state: 'error' }]);
      await refuse();
      await findReturned(world);
      expect(await caseOf(world, id)).toMatchObject({
        x_state: 'open',
        x_name: expect.stringMatching(`^${name} to .* came back$`),
        x_detail: expect.stringContaining('Peppol refused the e-invoice'),
        x_next_step: expect.stringContaining('Peppol address'),
      });
      expect(await release(world, id)).toMatchObject({ status: 'not-sent' });
      await closeSent(world);
      expect(await caseOf(world, id)).toMatchObject({ x_state: 'open' });

      await sendByHand(world, id);
      expect(await stateOf(world, id)).toBe('processing');
      await closeSent(world);
      expect(await caseOf(world, id)).toMatchObject({ x_state: 'closed' });

      await refuse();
      await findReturned(world);
      expect(await caseOf(world, id)).toMatchObject({ x_state: 'open' });
      await sendByHand(world, id, ['email']);
      await closeSent(world);
      expect(await caseOf(world, id)).toMatchObject({ x_state: 'closed', x_note: expect.stringContaining(email) });
      expect(mailbox.to(email)).toHaveLength(1);
    },
  );
});
