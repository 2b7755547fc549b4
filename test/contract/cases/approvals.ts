import { describe, expect } from 'vitest';
import type { EventBatch } from '../../../src/billing/events.ts';
import { createBillingEvents } from '../../../src/odoo/events.ts';
import { chainFault } from '../../../src/approvals/record/chain.ts';
import { contentHash } from '../../../src/approvals/content.ts';
import { runAction } from '../../../src/odoo/actions.ts';
import { along } from '../../../src/odoo/along.ts';
import { readLinks } from '../../../src/odoo/audit.ts';
import type { Place, PlaceTest } from '../place.ts';
import { decision, draftOf, edit } from '../run.ts';

const PREPARER = 'pia.lindgren@northlight.example';

export function approvals(test: PlaceTest): void {
  const post = ({ drafting }: Place, id: number) => drafting.post([id]);
  const reprice = async (place: Place, id: number) => {
    const { lines } = await place.drafting.invoice(id);
    const [line] = lines.filter(({ kind }) => kind === 'product');
    await place.admin.call('account.move', 'write', [[id], { x_billing_reason: 'Agreed on the phone' }]);
    await place.admin.call('account.move.line', 'write', [[line?.id], { price_unit: 1 }]);
  };

  describe('approval and posting', () => {
    test('nothing is posted without a decision', async ({ place }) => {
      const id = await draftOf(place, 'NL-104');
      expect(await post(place, id)).toMatchObject([
        { status: 'refused', message: expect.stringContaining('nobody has approved it') },
      ]);
      expect((await place.drafting.invoice(id)).state).toBe('draft');
    });

    test('what is read along with an invoice is what whoever asks may see, and no more', async ({ place }) => {
      const id = await draftOf(place, 'NL-104');
      const reads = [along('account.move', [['id', '=', id]], { fields: ['state'] })];
      expect(await runAction(place.desk, 'invoice', { id, reads })).toMatchObject({ rows: [[{ id, state: 'draft' }]] });
      const secrets = along('ir.mail_server', [], { fields: ['name'] });
      await expect(runAction(place.desk, 'invoice', { id, reads: [secrets] })).rejects.toMatchObject({
        code: 'access',
        message: expect.stringContaining('ir.mail_server'),
      });
    });

    test('an approved draft is posted, once', async ({ place }) => {
      const id = await draftOf(place, 'NL-111');
      expect((await place.drafting.draftsAwaitingDecision()).map((draft) => draft.id)).toContain(id);
      const approval = await decision(place, id, 'approved');
      const recorded = await place.deciding.recordDecision(approval);
      expect(recorded.created).toBe(true);
      expect(await place.deciding.recordDecision(approval)).toEqual({ ...recorded, created: false });
      expect((await place.drafting.draftsAwaitingDecision()).map((draft) => draft.id)).not.toContain(id);

      const [posted] = await post(place, id);
      expect(posted).toMatchObject({ status: 'posted', name: expect.stringMatching(/^INV/) });
      expect(await post(place, id)).toMatchObject([{ status: 'already-posted' }]);
      const invoice = await place.deciding.invoice(id);
      expect(invoice.state).toBe('posted');
      expect(invoice.decisions).toMatchObject([{ outcome: 'approved', by: 'Carol Mendes', channel: 'page' }]);
    });

    test('an approval that leaves others to approve lets nothing through, and nobody gives it twice', async ({
      place,
    }) => {
      const id = await draftOf(place, 'NL-104');
      const requestId = `two-steps-${String(id)}`;
      const first = await decision(place, id, 'step-approved', { requestId });
      expect(await place.deciding.recordDecision(first)).toMatchObject({ created: true });
      expect((await place.deciding.invoice(id)).decisions).toMatchObject([{ outcome: 'step-approved', current: true }]);
      const refused = {
        status: 'refused',
        message: expect.stringContaining('not everybody who has to approve it has'),
      };
      expect(await post(place, id)).toMatchObject([refused]);
      await expect(
        place.deciding.recordDecision(await decision(place, id, 'approved', { requestId })),
      ).rejects.toMatchObject({ code: 'refused', message: expect.stringContaining('nobody decides twice') });
      expect(await post(place, id)).toMatchObject([refused]);
      const { name = '' } = place.firm.users.find(({ role }) => role === 'approver') ?? {};
      const person = await place.person(name);
      await place.deciding.recordDecision(await decision(place, id, 'approved', { requestId, person }));
      expect((await place.deciding.invoice(id)).decisions.map(({ outcome, by }) => [outcome, by])).toEqual(
        expect.arrayContaining([
          ['step-approved', 'Carol Mendes'],
          ['approved', name],
        ]),
      );
    });

    test('edited after the approval: not posted', async ({ place }) => {
      const id = await draftOf(place, 'NL-104');
      await place.deciding.recordDecision(await decision(place, id, 'approved'));
      expect((await place.deciding.invoice(id)).decisions).toMatchObject([{ current: true }]);
      await reprice(place, id);
      expect(await post(place, id)).toMatchObject([
        { status: 'refused', message: expect.stringContaining('changed after it was decided on') },
      ]);
      expect((await place.deciding.invoice(id)).decisions).toMatchObject([{ current: false }]);
    });

    test('all of it is on record, link by link, and nobody may write in it', async ({ place }) => {
      const id = await draftOf(place, 'NL-104');
      const request = { requestId: 'asked', invoiceId: id, channel: 'desk', verified: '' } as const;
      const at = `${place.firm.today}T09:00:00.000Z`;
      const asked = { ...request, key: `asked-${id}`, kind: 'requested', what: 'Asked Carol Mendes', at } as const;
      const first = await place.deciding.recordEvent(asked);
      expect(first).toMatchObject({ invoiceId: id, number: 1 });
      expect(await place.deciding.recordEvent(asked)).toEqual(first);
      const approval = { verified: 'signed in at the desk', policy: 'standard@3' };
      const { link } = await place.deciding.recordDecision(await decision(place, id, 'approved', approval));
      expect(link).toMatchObject({ number: 2 });
      await reprice(place, id);
      const { content } = await place.deciding.invoice(id);

      const links = (await readLinks(place.admin)).filter(({ invoice }) => invoice === id);
      expect(chainFault(id, links, [])).toBeUndefined();
      const told = links.map(({ columns: { kind, who, channel, policy, reason } }) => [
        kind,
        who,
        channel,
        policy,
        reason,
      ]);
      expect(told).toEqual([
        ['requested', '', 'desk', '', ''],
        ['approved', 'Carol Mendes', 'page', 'standard@3', ''],
        ['rate-override', expect.any(String), 'odoo', '', 'Agreed on the phone'],
        ...(links.length > 3 ? [['edited', expect.any(String), 'odoo', '', '']] : []),
      ]);
      expect((await place.deciding.edits(id, 'asked'))[0]).toMatch(
        /^\S.*: Price of ".+" changed from .+ \(Agreed on the phone\)\.$/,
      );
      expect(await place.deciding.edits(id, 'another')).toEqual([]);
      expect(links.at(-1)?.columns.content).toBe(contentHash(content));
      expect(await place.deciding.heads()).toContainEqual({
        invoiceId: id,
        number: links.length,
        hash: links.at(-1)?.hash,
      });
      for (const api of [place.admin, place.controller, place.desk, place.drafter]) {
        await expect(api.call('x_billing_audit', 'write', [[links[0]?.id], { x_reason: 'Other' }])).rejects.toThrow();
        await expect(api.call('x_billing_audit', 'unlink', [[links[0]?.id]])).rejects.toThrow();
        await expect(api.call('x_billing_audit', 'create', [{ x_name: 'Forged' }])).rejects.toThrow();
      }
    });

    test('another price and a cancellation take a reason', async ({ place }) => {
      const id = await draftOf(place, 'NL-104');
      const { lines } = await place.drafting.invoice(id);
      const line = lines.find(({ kind }) => kind === 'product')?.id;
      const refused = expect.objectContaining({ code: 'refused', message: expect.stringContaining('Give the reason') });
      const reprices = place.admin.call('account.move.line', 'write', [[line], { price_unit: 1 }]);
      await expect(reprices).rejects.toEqual(refused);
      await expect(place.admin.call('account.move', 'button_cancel', [[id]])).rejects.toEqual(refused);
    });

    test('a later rejection of the same content counts', async ({ place }) => {
      const id = await draftOf(place, 'NL-104');
      await place.deciding.recordDecision(await decision(place, id, 'approved'));
      await place.deciding.recordDecision(await decision(place, id, 'rejected'));
      expect(await post(place, id)).toMatchObject([
        { status: 'refused', message: expect.stringContaining('it was rejected') },
      ]);
    });

    test('a decision on content that is gone does not count', async ({ place }) => {
      const id = await draftOf(place, 'NL-104');
      const shown = await decision(place, id, 'approved');
      await reprice(place, id);
      await expect(place.deciding.recordDecision(shown)).rejects.toMatchObject({
        code: 'refused',
        message: expect.stringContaining('changed since it was shown'),
      });
    });

    test('a rejection needs a reason', async ({ place }) => {
      const id = await draftOf(place, 'NL-104');
      const silent = await decision(place, id, 'rejected', { reason: ' ' });
      await expect(place.deciding.recordDecision(silent)).rejects.toMatchObject({
        code: 'refused',
        message: expect.stringContaining('needs a reason'),
      });
    });

    test('who prepared it, or may not approve, decides nothing', async ({ place }) => {
      const id = await draftOf(place, 'NL-104', 'carol.mendes@northlight.example');
      expect((await place.deciding.invoice(id)).preparers.map(({ name }) => name)).toContain('Carol Mendes');
      const own = await decision(place, id, 'approved');
      await expect(place.deciding.recordDecision(own)).rejects.toMatchObject({
        message: expect.stringContaining('had a hand in this invoice'),
      });
      const clerk = await decision(place, id, 'approved', { person: await place.person('Sam Okafor') });
      await expect(place.deciding.recordDecision(clerk)).rejects.toMatchObject({
        message: expect.stringContaining('may not approve'),
      });
    });
  });

  describe('release', () => {
    const postedOf = async (place: Place, order: string) => {
      const id = await draftOf(place, order);
      await place.deciding.recordDecision(await decision(place, id, 'approved'));
      expect(await post(place, id)).toMatchObject([{ status: 'posted' }]);
      const { customer } = await place.drafting.invoice(id);
      return { id, customer, email: place.firm.customers.find(({ name }) => name === customer.name)?.email ?? '' };
    };

    test('a draft is refused', async ({ place }) => {
      const id = await draftOf(place, 'NL-104');
      const refused = { status: 'refused', message: expect.stringContaining('is not posted') };
      expect(await place.drafting.release(id)).toEqual(refused);
      expect(await place.drafting.settleRelease(id, '')).toEqual({ invoiceId: id, ...refused });
    });

    test('an invoice does not leave without an address; with one it leaves, once', async ({ place }) => {
      const { id, customer, email } = await postedOf(place, 'NL-106');
      await edit(place, 'res.partner', customer.id, { email: '' });
      const notSent = { status: 'not-sent', message: `${customer.name} has no e-mail address.` };
      expect(await place.drafting.release(id)).toEqual(notSent);
      expect(await place.drafting.settleRelease(id, notSent.message)).toMatchObject({
        status: 'not-left',
        title: expect.stringMatching(`to ${customer.name} did not leave$`),
        why: notSent.message,
        nextStep: expect.stringContaining("Odoo's Send button"),
        currency: expect.any(String),
        orderId: place.refs.id('order', 'NL-106'),
      });
      const stuck = async () => (await place.watching.stuckAfterApproval({})).find((one) => one.id === id);
      expect(await stuck()).toMatchObject({
        lacks: 'sending',
        since: place.now().toISOString().slice(0, 10),
        customer,
      });

      await place.admin.call('res.partner', 'write', [[customer.id], { email }]);
      const events = createBillingEvents(place.desk);
      await events.listen({ key: 'desk:sent', name: 'Sent', kinds: ['invoice.sent'], url: '' });
      expect(await place.drafting.release(id)).toEqual({ status: 'handed-over', message: '' });
      const left = { status: 'left', how: `by e-mail to ${email}` };
      expect(await place.drafting.settleRelease(id, '')).toMatchObject(left);
      expect(await place.drafting.settleRelease(id, '')).toMatchObject(left);
      const told = (await events.take('desk:sent', 100)) as EventBatch;
      expect(told.events).toMatchObject([{ event: 'invoice.sent', invoice: { id, state: 'posted' } }]);
      await events.unlisten('desk:sent', true);
      expect(await stuck()).toBeUndefined();
      expect(await place.drafting.release(id)).toEqual({ status: 'already-sent', message: '' });
    });
  });

  test('people are known by their address, letter case aside', async ({ place }) => {
    expect(await place.deciding.personByEmail('CAROL.Mendes@Northlight.example')).toMatchObject({
      name: 'Carol Mendes',
      mayApprove: true,
    });
    expect(await place.deciding.personByEmail(PREPARER)).toMatchObject({ mayApprove: false });
    expect(await place.deciding.personByEmail('nobody@northlight.example')).toBeUndefined();
    expect(await place.deciding.personByEmail('carol%')).toBeUndefined();
  });
}
