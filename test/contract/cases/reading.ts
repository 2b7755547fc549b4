import { describe, expect } from 'vitest';
import type { Entry } from '../../../src/rules/entry.ts';
import { exact, sum } from '../../../src/money/decimal.ts';
import type { OdooCall } from '../../../src/odoo/api.ts';
import { connectXmlRpc } from '../../../src/odoo/xmlrpc.ts';
import { messOf, type Firm, type Mess } from '../../../src/sandbox/firm.ts';
import type { Place, PlaceTest } from '../place.ts';
import { evaluations, lastMonthEnd } from '../run.ts';

/** The order that pays for a project's time, by the firm's own tables. */
const orderOf = (firm: Firm, project: string): string | undefined =>
  firm.projects.find(({ name }) => name === project)?.line?.split('/')[0];

async function entriesOf(place: Place, order: string, kind: Entry['kind']): Promise<Entry[]> {
  const scope = { to: lastMonthEnd(place), orderIds: [place.refs.id('order', order)] };
  const works = await place.drafting.collectWork(scope);
  return works.flatMap(({ entries }) => entries.filter((entry) => entry.kind === kind));
}

export function reading(test: PlaceTest): void {
  describe('reading the work', () => {
    test('finds every hour of last month, and what is older and open', async ({ place }) => {
      const { firm } = place;
      const stale = messOf('work older than 60 days');
      const wanted = firm.time.filter(
        ({ day, ref }) => (day > firm.billedThrough && day <= lastMonthEnd(place)) || stale.includes(ref),
      );
      for (const { ref } of firm.orders) {
        const own = wanted.filter(({ project }) => orderOf(firm, project) === ref);
        const found = await entriesOf(place, ref, 'time');
        expect(found.map(({ id }) => id).toSorted(), ref).toEqual(
          place.refs
            .ids(
              'time',
              own.map((entry) => entry.ref),
            )
            .toSorted(),
        );
        const hours = sum(found.map(({ quantity }) => exact(quantity)));
        const expected = sum(own.map((entry) => exact(entry.hours)));
        expect(hours.eq(expected), `${ref}: ${hours.toString()} of ${expected.toString()} h`).toBe(true);
      }
    });

    for (const [who, outcomes] of [
      ['drafter', ['done']],
      ['admin', ['access', 'done']],
    ] as const) {
      test(`page by page as in one piece, by XML-RPC: the ${who}`, async ({ place }) => {
        const at = { ...place.at, ...place.logins[who] };
        const seen = new Set<OdooCall['outcome']>();
        const paged = connectXmlRpc(at, { pageSize: 60, onCall: ({ outcome }) => seen.add(outcome) });
        const whole = connectXmlRpc(at, { pageSize: 100_000 });
        const of = ['date', 'name', 'unit_amount', 'employee_id', 'task_id', 'so_line', 'write_date'];
        const fields = [...of, 'timesheet_invoice_id', 'x_billing_approval', 'x_billing_approved_on'];
        const domain: [string, string, unknown][] = [['project_id', '!=', false]];
        for (const read of [
          { fields },
          { fields, names: true, order: 'date desc, id' },
          { fields, limit: 100 },
          { fields, many: true },
        ]) {
          const rows = await paged.searchRead('account.analytic.line', domain, read);
          expect(rows).toEqual(await whole.searchRead('account.analytic.line', domain, read));
          expect(rows.length).toBeGreaterThan(60);
        }
        // The add-on hands its robots pages as one text, and nobody else.
        expect([...seen].toSorted()).toEqual(outcomes);
      });
    }

    test('internal time is read, and nobody pays for it', async ({ place }) => {
      const projectIds = [place.refs.id('project', 'Northlight internal')];
      const works = await place.drafting.collectWork({ to: lastMonthEnd(place), projectIds });
      const entries = works.flatMap(({ order, entries: own }) => (order ? [] : own));
      const { firm } = place;
      const own = firm.time.filter(
        ({ project, day }) =>
          project === 'Northlight internal' && day > firm.billedThrough && day <= lastMonthEnd(place),
      );
      expect(entries.map(({ id }) => id).toSorted()).toEqual(
        place.refs
          .ids(
            'time',
            own.map(({ ref }) => ref),
          )
          .toSorted(),
      );
      expect(entries.every(({ internal, orderLineId }) => internal && orderLineId === undefined)).toBe(true);
    });

    test('knows who approved what, and what changed since', async ({ place }) => {
      const states = new Map<string, string>();
      for (const { ref } of place.firm.orders) {
        for (const { key, approval } of await entriesOf(place, ref, 'time')) states.set(key, approval.state);
      }
      const inState = (state: string) => [...states].filter(([, each]) => each === state).map(([key]) => key);
      const keys = (kind: Mess['kind']) =>
        place.refs.ids('time', messOf(kind)).map((id) => `account.analytic.line,${String(id)}`);
      expect(inState('pending').toSorted()).toEqual(keys('time unapproved').toSorted());
      expect(inState('changed')).toEqual(keys('time edited after approval'));
      expect(inState('refused')).toEqual([]);
    });

    test('rates come from the employee map where the project has one', async ({ place }) => {
      const entries = await entriesOf(place, 'NL-102', 'time');
      const lines = new Map(entries.map(({ person, orderLineId }) => [person?.name, orderLineId]));
      expect(lines.get('Ben Carter')).toBe(place.refs.id('line', 'NL-102/1'));
      expect(lines.get('Grace Hall')).toBe(place.refs.id('line', 'NL-102/3'));
      expect(entries.every(({ rateSource }) => rateSource === 'employee rate')).toBe(true);
    });

    test('milestones with their evidence, expenses with receipts and twins', async ({ place }) => {
      const milestones = await entriesOf(place, 'NL-103', 'milestone');
      expect(
        milestones.map(({ description, quantity, approval, evidence }) => [
          description,
          quantity,
          approval.state,
          evidence,
        ]),
      ).toEqual([
        ['Concept approved', '0.25', 'approved', ['concept-acceptance.pdf']],
        ['Design accepted', '0.25', 'approved', ['design-acceptance.pdf']],
        ['Content migrated', '0.25', 'approved', []],
        ['Go-live', '0.25', 'pending', []],
      ]);
      const expenses = await entriesOf(place, 'NL-108', 'expense');
      expect(expenses).toHaveLength(7);
      const twins = expenses.filter(({ duplicates }) => duplicates.length > 0).map(({ id }) => id);
      expect(twins.toSorted()).toEqual(place.refs.ids('expense', messOf('expense claimed twice')).toSorted());
      const bare = expenses.filter(({ evidence }) => evidence.length === 0).map(({ id }) => id);
      expect(bare).toEqual(place.refs.ids('expense', messOf('expense without receipt')));
    });

    test("Odoo's own totals agree, order by order", async ({ place }) => {
      for (const { orderName, identity } of await evaluations(place)) {
        expect(identity.breaks, orderName).toEqual([]);
        expect(identity.holds).toBe(true);
      }
    });
  });

  test('attendance: exactly the one who forgot a week, and leave is no absence', async ({ place }) => {
    const { firm } = place;
    const [{ from = '', to = '' } = {}] = firm.leave;
    const people = (await place.drafting.attendance(from, to)).filter(({ employee }) =>
      firm.employees.some(({ name }) => name === employee.name),
    );
    const missing = people.filter(({ days }) => days.some(({ expected, entered }) => exact(entered).lt(expected)));
    expect(missing.map(({ employee }) => employee.name)).toEqual(messOf('week without timesheet'));
    expect(missing[0]).toMatchObject({ manager: { name: 'Ada Brooks' }, email: 'hugo.ivers@northlight.example' });
    const onLeave = people.filter(({ days }) => days.some(({ leave }) => leave !== '0'));
    expect(onLeave.map(({ employee }) => employee.name)).toEqual(messOf('week on leave'));
    expect(people).toHaveLength(firm.employees.length);
  });
}
