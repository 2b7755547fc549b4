import { describe, expect } from 'vitest';
import { delayedApprovals } from '../../../src/billing/watch/delayed-approvals.ts';
import { milestones } from '../../../src/billing/watch/milestones.ts';
import { runWatch } from '../../../src/billing/watch/run.ts';
import { runningOut } from '../../../src/billing/watch/running-out.ts';
import type { OfCompanies, Watch } from '../../../src/billing/watch/watch.ts';
import { exact, sum, text } from '../../../src/money/decimal.ts';
import { addDays } from '../../../src/rules/days.ts';
import type { Finding } from '../../../src/rules/watch/finding.ts';
import { messOf } from '../../../src/sandbox/firm.ts';
import type { Place, PlaceTest } from '../place.ts';
import { decision, draftOf, edit } from '../run.ts';

const look = async <Options extends OfCompanies, Facts, Each extends Finding>(
  { watching: odoo, firm }: Place,
  watch: Watch<Options, Facts, Each>,
  options: object = {},
) => (await runWatch(odoo, watch, options, { today: firm.today, keepCases: false })).findings;

export function watching(test: PlaceTest): void {
  describe('what waits for approval', () => {
    test('an expense waits for whom Odoo asks, once it is submitted and until it is approved', async ({ place }) => {
      const { expenses } = await place.drafting.waiting({});
      const submitted = place.firm.expenses.filter(({ state, order }) => state === 'submitted' && order);
      expect(expenses).toEqual(
        submitted.map(({ ref, day, employee, order = '', amount }) => ({
          id: place.refs.id('expense', ref),
          name: expect.any(String),
          date: day,
          person: { id: expect.any(Number), name: employee },
          approver: { id: expect.any(Number), name: expect.any(String) },
          orderId: place.refs.id('order', order),
          amount: String(amount),
          currency: 'USD',
        })),
      );
    });

    test('a draft waits until it is decided on, and again once it is edited', async ({ place }) => {
      const id = await draftOf(place, 'NL-104');
      const waiting = async () => (await place.drafting.waiting({})).drafts.find((draft) => draft.id === id);
      const { untaxed } = await place.drafting.invoice(id);
      expect(await waiting()).toMatchObject({
        customer: { name: 'Dunmore Foods' },
        untaxed: text(exact(untaxed)),
        currency: 'USD',
        since: place.now().toISOString().slice(0, 10),
      });
      expect(await waiting()).not.toHaveProperty('asked');

      const request = { requestId: 'watched', invoiceId: id, channel: 'desk', verified: '' } as const;
      const tell = (kind: 'requested' | 'escalated' | 'reminded', what: string, day: string) =>
        place.deciding.recordEvent({ ...request, key: `${kind}-${id}`, kind, what, at: `${day}T09:00:00.000Z` });
      const asked = addDays(place.firm.today, -5);
      await tell('requested', 'Asked Carol Mendes', asked);
      expect(await waiting()).toMatchObject({ since: asked, asked: 'Asked Carol Mendes' });
      await tell('escalated', 'Asked Tom Reyes besides', addDays(asked, 3));
      await tell('reminded', 'Reminded Tom Reyes', addDays(asked, 4));
      expect(await waiting()).toMatchObject({ since: asked, asked: 'Asked Tom Reyes besides' });

      const late = (await look(place, delayedApprovals)).find(({ invoiceId }) => invoiceId === id);
      expect(late).toMatchObject({ of: 'invoice', since: asked, ageDays: 5, waitsFor: 'Asked Tom Reyes besides.' });

      await place.deciding.recordDecision(await decision(place, id, 'approved', { requestId: 'watched' }));
      expect(await waiting()).toBeUndefined();
      const stuck = async () => (await place.watching.stuckAfterApproval({})).find((one) => one.id === id);
      expect(await stuck()).toMatchObject({ lacks: 'posting', untaxed: text(exact(untaxed)), currency: 'USD' });
      const { lines } = await place.drafting.invoice(id);
      const [line] = lines.filter(({ kind }) => kind === 'product');
      await place.admin.call('account.move', 'write', [[id], { x_billing_reason: 'Agreed on the phone' }]);
      await place.admin.call('account.move.line', 'write', [[line?.id], { price_unit: 1 }]);
      expect(await waiting()).toMatchObject({ id });
      expect(await stuck()).toBeUndefined();

      // Odoo refused to post it because of the edit, and nobody has asked anew.
      const key = `invoice.not-posted:account.move,${id}`;
      const refused = {
        kind: 'policy',
        code: 'invoice.not-posted',
        title: 'Refused',
        detail: 'It was edited.',
      } as const;
      const ask = { nextStep: 'Ask anew.', severity: 'high', amount: '0', deadline: asked, invoiceId: id } as const;
      await place.drafting.openCases([{ ...refused, ...ask, key }]);
      expect(await stuck()).toMatchObject({ lacks: 'posting', told: { nextStep: 'Ask anew.' } });
      await place.drafting.closeCases(['invoice.not-posted'], [], 'Solved.', { keys: [key] });
    });

    test('time and milestones wait by the rules', async ({ place }) => {
      const found = await look(place, delayedApprovals);
      const late = new Set(found.flatMap(({ of, person }) => (of === 'time' && person ? [person.name] : [])));
      const unapproved = messOf('time unapproved');
      for (const { employee } of place.firm.time.filter(({ ref }) => unapproved.includes(ref)))
        expect(late).toContain(employee);
      // 0.25 of the website's 48,000.00 USD.
      expect(found.filter(({ of }) => of === 'milestone')).toMatchObject([
        {
          what: expect.stringContaining('Content migrated, Castlegate Museum'),
          amount: '12000',
          currency: 'USD',
          caseKey: `approval.milestone-late:project.milestone,${place.refs.id('milestone', 'content')}`,
        },
      ]);
    });
  });

  test('milestones reached and on no invoice, and past their deadline', async ({ place }) => {
    const { firm, refs } = place;
    const [open] = firm.milestones.filter(({ reached, line }) => !reached && line);
    if (!open) throw new Error('The firm has no milestone still to be reached');
    await edit(place, 'project.milestone', refs.id('milestone', open.ref), { deadline: addDays(firm.today, -1) });
    const found = await look(place, milestones);
    const worth = (is: string) =>
      Object.fromEntries(
        found.filter((each) => each.is === is).map(({ milestone, amount }) => [milestone.name, amount]),
      );
    // 0.25 of 48,000.00 USD each; other orders are billed by other cases.
    expect(worth('not-invoiced')).toMatchObject({ 'Concept approved': '12000', 'Design accepted': '12000' });
    const price = firm.orders.flatMap(({ lines }) => lines).flatMap((line) => ('ref' in line ? [line] : []));
    const { quantity = 0, price: each = 0 } = price.find(({ ref }) => ref === open.line) ?? {};
    expect(worth('not-reached')).toEqual({ [open.name]: text(exact(open.share).times(quantity).times(each)) });
  });

  test('prepaid hours run out by what was worked on them', async ({ place }) => {
    const { firm, refs } = place;
    const found = await look(place, runningOut, { withinDays: 3650, burnDays: 60 });
    const key = `prepaid.running-out:sale.order.line,${refs.id('line', 'NL-105/1')}`;
    const worked = firm.time.filter(({ project, task }) => project === 'Warehouse' && task === 'Support');
    const hours = sum(worked.map((entry) => exact(entry.hours)));
    const burnt = sum(
      worked
        .filter(({ day }) => addDays(firm.today, -60) <= day && day < firm.today)
        .map((entry) => exact(entry.hours)),
    );
    expect(found.find(({ caseKey }) => caseKey === key)).toMatchObject({
      limit: '100',
      left: text(exact('100').minus(hours)),
      unit: 'h',
      burnPerDay: text(burnt.div(60).round(4)),
    });
  });

  test('keeps a case for each of its findings, and closes those it doesn’t find again', async ({ place }) => {
    const { drafting, firm } = place;
    const run = (options: object) => runWatch(drafting, milestones, options, { today: firm.today, keepCases: true });
    const first = await run({});
    expect(new Set(first.findings.map(({ caseStatus }) => caseStatus))).toEqual(new Set(['opened']));
    expect(new Set((await run({})).findings.map(({ caseStatus }) => caseStatus))).toEqual(new Set(['unchanged']));
    const keys = new Set(first.findings.map(({ caseKey }) => caseKey));
    expect(await run({ reachedDays: 3650, graceDays: 3650 })).toEqual({
      watch: 'milestones',
      findings: [],
      closed: keys.size,
    });
  });
}
