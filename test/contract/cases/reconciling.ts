import { describe, expect } from 'vitest';
import { propose } from '../../../src/billing/propose.ts';
import { runWatch } from '../../../src/billing/watch/run.ts';
import { reconcile } from '../../../src/billing/watch/reconcile.ts';
import type { Row } from '../../../src/odoo/api.ts';
import { addDays } from '../../../src/rules/days.ts';
import { given } from '../../../src/rules/given.ts';
import { proposalsOf } from '../../../src/rules/proposal/of.ts';
import { cancel } from '../acts.ts';
import { withdraw } from '../adjust.ts';
import type { Place, PlaceTest } from '../place.ts';
import { mayInvoice, takeOff } from './prebill.ts';
import { approveTime, draft, draftOf, invoiceId, lastMonthEnd } from '../run.ts';

const TIME = 'account.analytic.line';
/** At 120.00, 118.00 and 128.00 an hour. */
const ORDERS = { 'NL-101': 'Claims platform', 'NL-112': 'Booking engine', 'NL-110': 'Patient portal' };
type Order = keyof typeof ORDERS;

/** Approved time of a test's own on the order's project. */
async function worked(place: Place, order: Order, hours: number[]): Promise<number[]> {
  const [project] = await place.admin.searchRead(
    'project.task',
    [['project_id', '=', place.refs.id('project', ORDERS[order])]],
    { fields: ['project_id'], limit: 1 },
  );
  const ids: number[] = [];
  for (const unit_amount of hours) {
    const values = {
      name: 'To be reconciled',
      date: lastMonthEnd(place),
      employee_id: place.refs.id('employee', 'Ada Brooks'),
      project_id: project?.project_id,
      task_id: project?.id,
      unit_amount,
    };
    ids.push(...([await place.admin.call(TIME, 'create', [values])].flat() as number[]));
  }
  await approveTime(place, ids);
  return ids;
}

/** An invoice of this time alone. */
async function billed(place: Place, order: Order, ids: number[]): Promise<number> {
  const works = await place.drafting.collectWork({
    to: lastMonthEnd(place),
    orderIds: [place.refs.id('order', order)],
  });
  const own = works.map((work) => {
    const entries = work.entries.filter(({ model, id }) => model === TIME && ids.includes(id));
    const quantity = String(entries.reduce((all, entry) => all + Number(entry.quantity), 0));
    const [{ orderLineId = 0 } = {}] = entries;
    return { ...work, entries, totals: [{ kind: 'time' as const, orderLineId, count: entries.length, quantity }] };
  });
  const [outcome] = await draft(place, propose(own, place.firm.today).flatMap(proposalsOf));
  return invoiceId(outcome);
}

const later = (place: Place): string => addDays(place.now().toISOString().slice(0, 10), 30);

/** @param slice records at once; of this firm, all of them where left out */
const found = async (place: Place, today = place.firm.today, slice?: number): Promise<string[]> => {
  const { findings } = await runWatch(place.drafting, reconcile, {}, { today, keepCases: false, ...given({ slice }) });
  return findings.map(({ caseKey, amount }) => `${caseKey} ${amount}`);
};

/** Looks before, with the problems in it, and mended at their source: the first and the last look are the same. */
async function planted(place: Place, plant: () => Promise<{ expected: string[]; mend: () => Promise<unknown> }>) {
  const before = await found(place);
  const { expected, mend } = await plant();
  const now = await found(place);
  expect(now.filter((each) => !before.includes(each)).toSorted()).toEqual(expected.toSorted());
  await mend();
  expect((await found(place)).filter((each) => !before.includes(each))).toEqual([]);
}

const write = (place: Place, ids: (number | undefined)[], values: Row) =>
  place.admin.call(TIME, 'write', [ids, values]);

async function linesOf(place: Place, invoice: number): Promise<number[]> {
  const product = [
    ['move_id', '=', invoice],
    ['display_type', '=', 'product'],
  ] as [string, string, unknown][];
  return (await place.admin.searchRead('account.move.line', product, { fields: ['id'] })).map(({ id }) => id as number);
}

export function reconciling(test: PlaceTest): void {
  // Each looks at all work and every invoice several times.
  describe('reconciliation', { timeout: 300_000 }, () => {
    test('finds nothing of what was billed, cancelled and billed again', async ({ place }) => {
      const before = await found(place, later(place));
      await cancel(place.admin, await draftOf(place, 'NL-101'));
      await draftOf(place, 'NL-101');
      expect((await found(place, later(place))).filter((each) => !before.includes(each))).toEqual([]);
    });

    test('finds what was deleted since', async ({ place }) => {
      const ids = await worked(place, 'NL-101', [2, 1.5, 3]);
      const invoice = await billed(place, 'NL-101', ids);
      await planted(place, async () => {
        await write(place, ids, { timesheet_invoice_id: false });
        await place.admin.call(TIME, 'unlink', [ids]);
        const [a, b, c] = ids.map((id) => `reconcile.deleted:${TIME},${id}`);
        return { expected: [`${a} 240`, `${b} 180`, `${c} 360`], mend: () => cancel(place.admin, invoice) };
      });
    });

    test('finds what was changed since', async ({ place }) => {
      const ids = await worked(place, 'NL-101', [2, 1.5, 3]);
      const invoice = await billed(place, 'NL-101', ids);
      const [a, b, c] = ids;
      const day = lastMonthEnd(place);
      await planted(place, async () => {
        await write(place, ids, { timesheet_invoice_id: false });
        await write(place, [a], { unit_amount: 0.5 });
        await write(place, [b], { date: addDays(day, -1) });
        await write(place, [c], { unit_amount: 2 });
        const [first, second, third] = ids.map((id) => `reconcile.changed:${TIME},${id}`);
        return {
          expected: [`${first} 180`, `${second} 180`, `${third} 120`],
          async mend() {
            await write(place, [a], { unit_amount: 2 });
            await write(place, [b], { date: day });
            await write(place, [c], { unit_amount: 3 });
            await write(place, ids, { timesheet_invoice_id: invoice });
          },
        };
      });
    });

    /** One invoice each of three orders: 2 h at 120.00, 118.00 and 128.00. */
    const three = async (place: Place) => {
      const invoices: { ids: number[]; id: number; order: Order }[] = [];
      for (const order of Object.keys(ORDERS) as Order[]) {
        const ids = await worked(place, order, [2]);
        invoices.push({ order, ids, id: await billed(place, order, ids) });
      }
      return invoices;
    };

    test('finds another amount than the work is worth, and time that was freed by hand', async ({ place }) => {
      const invoices = await three(place);
      const lines: number[] = [];
      for (const { id } of invoices) lines.push(...(await linesOf(place, id)));
      const set = (quantity: number) => place.admin.call('account.move.line', 'write', [lines, { quantity }]);
      await planted(place, async () => {
        await set(1.5);
        const [a, b, c] = lines.map((id) => `reconcile.amount:account.move.line,${id}`);
        return { expected: [`${a} 60`, `${b} 59`, `${c} 64`], mend: () => set(2) };
      });
      await planted(place, async () => {
        for (const { ids } of invoices) await write(place, ids, { timesheet_invoice_id: false });
        const [a, b, c] = invoices.map(({ id }) => `reconcile.freed:account.move,${id}`);
        return {
          expected: [`${a} 240`, `${b} 236`, `${c} 256`],
          async mend() {
            for (const { ids, id } of invoices) await write(place, ids, { timesheet_invoice_id: id });
          },
        };
      });
    });

    test('finds what an adjustment took off an invoice a week after that was withdrawn, until it is billed', async ({
      place,
    }) => {
      await mayInvoice(place);
      const ids = await worked(place, 'NL-101', [2, 1.5]);
      const id = await billed(place, 'NL-101', ids);
      const [line] = await linesOf(place, id);
      const row = [
        ['x_move_id', '=', id],
        ['x_record_id', '=', ids[0]],
      ] as [string, string, unknown][];
      const [off] = await place.admin.searchRead('x_billing_part', row, { fields: ['id'] });
      const before = await found(place, later(place));
      await takeOff(place, {
        ...{ x_move_id: id, x_line_id: line, x_kind: 'hold', x_quantity: 2, x_part_ids: [[6, 0, [off?.id]]] },
      });
      const now = async (today?: string) => (await found(place, today)).filter((each) => !before.includes(each));
      expect(await now(later(place))).toEqual([]);
      const held: [string, string, unknown][] = [['x_record', '=', `${TIME},${ids[0]}`]];
      const [hold] = await place.controller.searchRead('x_billing_adjustment', held, { fields: ['id'] });
      await withdraw(place, hold?.id as number);
      const today = place.now().toISOString().slice(0, 10);
      expect(await now(addDays(today, 6))).toEqual([]);
      expect(await now(addDays(today, 7))).toContain(`reconcile.unbilled:account.move,${id} 240`);
      await billed(place, 'NL-101', ids);
      expect(await now(later(place))).toEqual([]);
    });

    test('finds what was taken off an invoice by hand, until it is billed', async ({ place }) => {
      await planted(place, async () => {
        const invoices = await three(place);
        for (const { id } of invoices) {
          const lines = await linesOf(place, id);
          await place.admin.call('account.move.line', 'unlink', [lines]);
        }
        const [a, b, c] = invoices.map(({ id }) => `reconcile.unbilled:account.move,${id}`);
        return {
          expected: [`${a} 240`, `${b} 236`, `${c} 256`],
          async mend() {
            for (const { order, ids } of invoices) await billed(place, order, ids);
          },
        };
      });
    });

    test('finds what was cancelled and not billed again, and what was opened after that', async ({ place }) => {
      const invoices = await three(place);
      const before = await found(place, later(place));
      await cancel(place.admin, ...invoices.map(({ id }) => id));
      const [a, b, c] = invoices.map(({ id }) => `reconcile.cancelled:account.move,${id}`);
      const now = await found(place, later(place));
      // Slice by slice, too.
      expect((await found(place, later(place), 1)).toSorted()).toEqual(now.toSorted());
      expect(now.filter((each) => !before.includes(each)).toSorted()).toEqual(
        [`${a} 240`, `${b} 236`, `${c} 256`].toSorted(),
      );
      const again: number[] = [];
      for (const { order, ids } of invoices) again.push(await billed(place, order, ids));
      expect((await found(place, later(place))).filter((each) => !before.includes(each))).toEqual([]);
      await planted(place, async () => {
        await place.admin.call('account.move', 'button_draft', [invoices.map(({ id }) => id)]);
        const [first, second, third] = again.map((id) => `reconcile.billed-twice:account.move,${id}`);
        return {
          expected: [`${first} 240`, `${second} 236`, `${third} 256`],
          mend: () => cancel(place.admin, ...invoices.map(({ id }) => id)),
        };
      });
    });
  });
}
