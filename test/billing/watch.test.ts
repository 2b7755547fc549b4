import { beforeEach, describe, expect, it } from 'vitest';
import { collect } from '../../src/billing/collect.ts';
import type { BillingOdoo, WorkScope } from '../../src/billing/ports.ts';
import { missingTimesheets } from '../../src/billing/watch/missing-timesheets.ts';
import { runWatch } from '../../src/billing/watch/run.ts';
import { staleWip } from '../../src/billing/watch/stale-wip.ts';
import { WATCHES } from '../../src/billing/watch/watches.ts';
import { addDays } from '../../src/rules/days.ts';
import type { Order, Work } from '../../src/rules/entry.ts';
import { NO_BOOKS } from '../../src/rules/watch/reconcile/books.ts';
import type { Attendance } from '../../src/rules/watch/attendance.ts';
import { time, work } from '../rules/work.ts';

/** A case queue that keeps the port's contract: one case per key, closed only where somebody looked. */
class Queue {
  readonly open = new Map<string, string>();
  attendance: Attendance[] = [];
  works: Work[] = [];
  /** Work by slice; all of it in one where left out. */
  sliced: (Work[] | Error)[] | undefined;
  scope: WorkScope | undefined;
  range: string[] = [];

  get port(): BillingOdoo {
    const port: Pick<
      BillingOdoo,
      'attendance' | 'slices' | 'collectWork' | 'waiting' | 'stuckAfterApproval' | 'openCases' | 'closeCases'
    > = {
      attendance: async (from, to) => {
        this.range = [from, to];
        return this.attendance.map((person) => ({
          ...person,
          days: person.days.filter(({ day }) => day >= from && day <= to),
        }));
      },
      slices: async (work) =>
        (this.sliced ?? [this.works]).map((_, at) => ({
          work: this.sliced ? { ...work, orderIds: [at] } : work,
          billed: {},
        })),
      collectWork: async (scope) => {
        this.scope = scope;
        const works = this.sliced?.[scope.orderIds?.[0] ?? 0] ?? this.works;
        if (works instanceof Error) throw works;
        return works;
      },
      waiting: async () => ({ expenses: [], drafts: [] }),
      stuckAfterApproval: async () => [],
      openCases: async (cases) =>
        cases.map(({ key, code }, index) => {
          const status = this.open.has(key) ? 'unchanged' : 'opened';
          this.open.set(key, code);
          return { key, id: index + 1, status };
        }),
      closeCases: async (codes, stillOpen, _note, lookedAt) => {
        const solved = [...this.open].filter(
          ([key, code]) => codes.includes(code) && !stillOpen.includes(key) && (lookedAt?.keys?.includes(key) ?? true),
        );
        for (const [key] of solved) this.open.delete(key);
        return solved.length;
      },
    };
    return port as BillingOdoo;
  }
}

let odoo: Queue;
beforeEach(() => {
  odoo = new Queue();
});

describe('the watch for missing timesheets', () => {
  const TODAY = '2026-03-19';
  const person = (entered: string): Attendance => ({
    employee: { id: 7, name: 'Ann Lee' },
    company: { id: 1, name: 'Our firm' },
    days: Array.from({ length: 14 }, (_, index) => ({
      day: addDays('2026-03-02', index),
      expected: index % 7 < 5 ? '8' : '0',
      entered: index % 7 < 5 ? entered : '0',
      leave: '0',
    })),
  });
  const lastWeek = { from: '2026-03-11', to: '2026-03-11' };
  const run = async (options: object, keepCases = true) =>
    (await runWatch(odoo.port, missingTimesheets, options, { today: TODAY, keepCases })).findings;
  const KEY = (week: string) => `timesheet.missing:hr.employee,7:${week}`;

  it('looks at whole weeks, opens a case once and closes it when the time is entered', async () => {
    odoo.attendance = [person('7')];
    const first = await run(lastWeek);
    expect(odoo.range).toEqual(['2026-03-09', '2026-03-15']);
    expect(first).toEqual([expect.objectContaining({ week: '2026-W11', missing: '5', caseStatus: 'opened' })]);
    const second = await run(lastWeek);
    expect(second[0]?.caseStatus).toBe('unchanged');
    odoo.attendance = [person('8')];
    expect(await run(lastWeek)).toEqual([]);
    expect([...odoo.open.keys()]).toEqual([]);
  });

  it('leaves the cases of weeks it did not look at', async () => {
    odoo.attendance = [person('0')];
    await run({ ...lastWeek, from: '2026-03-02' });
    expect([...odoo.open.keys()]).toEqual([KEY('2026-W10'), KEY('2026-W11')]);
    odoo.attendance = [person('8')];
    await run(lastWeek);
    expect([...odoo.open.keys()]).toEqual([KEY('2026-W10')]);
  });

  it('only looks where no cases are to be kept', async () => {
    odoo.attendance = [person('0')];
    const found = await run(lastWeek, false);
    expect(found[0]).not.toHaveProperty('caseStatus');
    expect(odoo.open.size).toBe(0);
  });
});

describe('the watch for stale work in progress', () => {
  const run = async () => (await runWatch(odoo.port, staleWip, {}, { today: '2026-03-31', keepCases: true })).findings;

  it('judges all open work up to today, keeps one case per order and project, closes it when billed', async () => {
    odoo.works = [work([time(1, '8', { date: '2026-01-15' }), time(2, '8', { date: '2026-03-15' })])];
    const first = await run();
    expect(odoo.scope).toEqual({ to: '2026-03-31' });
    expect(first).toEqual([expect.objectContaining({ entries: 1, value: '960', caseStatus: 'opened' })]);
    expect((await run())[0]?.caseStatus).toBe('unchanged');
    odoo.works = [];
    expect(await run()).toEqual([]);
    expect(odoo.open.size).toBe(0);
  });

  describe('in slices', () => {
    const stale = (order: number) => {
      const own = work([time(order, '8', { date: '2026-01-15' })]);
      return { ...own, order: { ...(own.order as Order), id: order } };
    };
    const keys = (...orders: number[]) => orders.map((id) => `wip.stale:sale.order,${id}:project.project,3`);

    it('closes only what no slice finds', async () => {
      odoo.sliced = [[stale(1)], [stale(2)]];
      expect(await run()).toHaveLength(2);
      expect([...odoo.open.keys()]).toEqual(keys(1, 2));
      odoo.sliced = [[stale(2)], [stale(3)]];
      await run();
      expect([...odoo.open.keys()].toSorted()).toEqual(keys(2, 3));
    });

    it('opens and closes nothing where one of them can’t be read', async () => {
      odoo.sliced = [[stale(1)], [stale(2)]];
      await run();
      odoo.sliced = [[stale(3)], new Error('Odoo is down'), [stale(4)]];
      await expect(run()).rejects.toThrow('Odoo is down');
      expect([...odoo.open.keys()]).toEqual(keys(1, 2));
    });
  });
});

it('looks at the whole of last week where no days are given', async () => {
  await runWatch(odoo.port, missingTimesheets, {}, { today: '2026-03-19', keepCases: false });
  expect(odoo.range).toEqual(['2026-03-09', '2026-03-15']);
});

describe.each(WATCHES.map((watch) => [watch.id, watch] as const))('%s', (_, watch) => {
  it('has an option of each name only, a default for each', async () => {
    expect(watch.options.safeParse({}).success).toBe(true);
    const run = runWatch(odoo.port, watch, { olderThen: 3 }, { today: '2026-03-19', keepCases: true });
    await expect(run).rejects.toThrow(/olderThen/);
  });

  it('limited to a company reads, finds and closes nothing of another', async () => {
    const asked = new Map<string, unknown[]>();
    const nothing: Partial<Record<keyof BillingOdoo, unknown>> = {
      attendance: [],
      slices: [{ work: { to: '2026-03-19', companyIds: [2] }, billed: { companyIds: [2] } }],
      collectWork: [],
      agreements: { agreements: [], unreadable: [] },
      waiting: { expenses: [], drafts: [] },
      stuckAfterApproval: [],
      receivables: { owed: [], paid: [] },
      billedUnder: [],
      books: NO_BOOKS,
      openCases: [],
      closeCases: 0,
    };
    const port = new Proxy({} as BillingOdoo, {
      get:
        (_target, name: keyof BillingOdoo) =>
        async (...args: unknown[]) => {
          asked.set(name, args);
          if (name in nothing) return nothing[name];
          throw new Error(`${watch.id} reads ${name}, and nobody knows of which company`);
        },
    });
    await runWatch(port, watch, { companyIds: [2] }, { today: '2026-03-19', keepCases: true });
    const [, , , lookedAt] = asked.get('closeCases') ?? [];
    expect(lookedAt).toEqual(watch === missingTimesheets ? { keys: [] } : { companyIds: [2] });
    asked.delete('closeCases');
    for (const [name, args] of asked) {
      const told = args.some((arg) => Array.isArray(arg) && arg[0] === 2 && arg.length === 1);
      const scoped = args.some((arg) => (arg as { companyIds?: number[] }).companyIds?.join() === '2');
      expect(told || scoped, name).toBe(true);
    }
    expect(asked.size).toBeGreaterThan(0);
    expect(watch.options.safeParse({ companyIds: [] }).success).toBe(false);
  });

  it('fails and closes nothing where Odoo can’t be read', async () => {
    for (const code of watch.codes) odoo.open.set(`${code}:x`, code);
    const before = [...odoo.open.keys()];
    const down = new Proxy(odoo.port, {
      get: (port, name) =>
        name === 'openCases' || name === 'closeCases'
          ? Reflect.get(port, name)
          : () => Promise.reject(new Error('Odoo is down')),
    });
    await expect(runWatch(down, watch, {}, { today: '2026-03-19', keepCases: true })).rejects.toThrow('Odoo is down');
    expect([...odoo.open.keys()]).toEqual(before);
  });
});

it('no two watches keep cases of one code', () => {
  const codes = WATCHES.flatMap((watch) => watch.codes);
  expect(codes).toEqual([...new Set(codes)]);
});

it('a scope that ends before it begins is refused', async () => {
  await expect(collect(odoo.port, { from: '2026-04-01', to: '2026-03-31' })).rejects.toThrow(/begins on 2026-04-01/);
});
