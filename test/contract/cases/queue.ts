import { describe, expect, onTestFinished } from 'vitest';
import { createKpiOdoo } from '../../../src/odoo/kpi/gateway.ts';
import { addDays } from '../../../src/rules/days.ts';
import type { CaseDraft } from '../../../src/rules/verdict.ts';
import type { Row } from '../../../src/odoo/api.ts';
import type { Place, PlaceTest } from '../place.ts';
import { edit } from '../run.ts';

const CODE = 'test-queue.cause';
const FIELDS = ['x_state', 'x_severity', 'x_owner_id', 'x_deadline', 'x_came_back', 'x_closed_by_id', 'x_opened_on'];

/** The exception queue: who owns a case, how severe it is, and how it comes back. */
export function queue(test: PlaceTest): void {
  describe('the exception queue', () => {
    let cause = 0;
    const about = (place: Place, more: Partial<CaseDraft> = {}): CaseDraft => ({
      key: `${CODE}:${String((cause += 1))} at ${place.at.database}, 100%`,
      kind: 'policy',
      code: CODE,
      title: 'Something is odd',
      detail: 'It is odd.',
      nextStep: 'Look at it.',
      severity: 'low',
      amount: '100',
      currency: 'USD',
      deadline: '2026-12-01',
      orderId: place.refs.id('order', 'NL-101'),
      ...more,
    });
    const open = async ({ drafting }: Place, draft: CaseDraft) => {
      const [outcome] = await drafting.openCases([draft]);
      return outcome?.status;
    };
    const close = ({ drafting }: Place, draft: CaseDraft) =>
      drafting.closeCases([CODE], [], 'Solved.', { keys: [draft.key] });
    const read = async ({ controller }: Place, { key }: CaseDraft): Promise<Row> => {
      const found = await controller.searchRead('x_billing_case', [['x_key', '=', key]], { fields: FIELDS });
      expect(found).toHaveLength(1);
      return found[0] as Row;
    };
    const change = async (place: Place, draft: CaseDraft, values: Row) => {
      const { id } = await read(place, draft);
      await place.controller.call('x_billing_case', 'write', [[id], values]);
    };
    /** A firm's rule for these cases, for the length of a test. */
    const rule = async ({ controller }: Place, values: Row) => {
      const made = await controller.call('x_billing_case_rule', 'create', [
        { x_name: 'Test', x_code: 'test-queue', ...values },
      ]);
      const ids = [made].flat();
      onTestFinished(async () => {
        await controller.call('x_billing_case_rule', 'unlink', [ids]);
      });
    };
    const user = ({ refs }: Place, name: string) => refs.id('user', name);
    const ownerOf = async (place: Place, more: Partial<CaseDraft> = {}) => {
      const draft = about(place, more);
      await open(place, draft);
      return (await read(place, draft)).x_owner_id;
    };

    test('two runs at once open one case', async ({ place }) => {
      const draft = about(place);
      const statuses = await Promise.all([place.drafting, place.deciding].map((odoo) => odoo.openCases([draft])));
      expect(
        statuses
          .flat()
          .map(({ status }) => status)
          .sort(),
      ).toEqual(['opened', 'unchanged']);
      await read(place, draft);
    });

    test('belongs to a company the watching robot is in, with the time zone of its working hours', async ({
      place,
    }) => {
      const companies = await place.watching.companies();
      const [own] = await place.admin.searchRead('res.company', [['id', '=', companies[0]?.id]], {
        fields: ['name', 'resource_calendar_id'],
      });
      const [hours] = await place.admin.searchRead('resource.calendar', [['id', '=', own?.resource_calendar_id]], {
        fields: ['tz'],
      });
      expect(companies[0]).toEqual({ id: own?.id, name: own?.name, zone: hours?.tz ?? 'UTC' });
      const draft = { ...about(place), key: 'test.company', code: 'test.company' };
      await place.drafting.openCases([draft]);
      const told = (await place.watching.standingCases()).find(({ key }) => key === draft.key);
      expect(told?.companyId).toBe(own?.id);
      await place.drafting.closeCases([draft.code], [], 'Solved.');
    });

    test('a case that comes back has its deadline anew, and says how often', async ({ place }) => {
      const draft = about(place);
      await open(place, draft);
      await change(place, draft, { x_deadline: '2026-12-24' });
      expect(await open(place, { ...draft, detail: 'It is odder.', deadline: '2027-01-07' })).toBe('updated');
      expect(await read(place, draft)).toMatchObject({ x_deadline: '2026-12-24', x_came_back: 0 });
      expect(await close(place, draft)).toBe(1);
      expect(await read(place, draft)).toMatchObject({ x_state: 'closed' });
      const told = async () => (await place.drafting.standingCases()).find(({ key }) => key === draft.key);
      expect(await told()).toBeUndefined();
      expect(await open(place, { ...draft, deadline: '2027-01-07' })).toBe('reopened');
      expect((await told())?.openedAt).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(await read(place, draft)).toMatchObject({
        x_state: 'open',
        x_deadline: '2027-01-07',
        x_came_back: 1,
        x_closed_by_id: false,
      });
    });

    test('one that was emptied from outside is told with the others, as severe', async ({ place }) => {
      const draft = about(place);
      const [outcome] = await place.drafting.openCases([draft]);
      const id = outcome?.id ?? 0;
      const emptied = { x_key: false, x_kind: false, x_code: false, x_severity: false, x_company_id: false };
      await place.controller.call('x_billing_case', 'write', [[id], emptied]);
      const told = (await place.drafting.standingCases()).find(({ key }) => key === `x_billing_case,${id}`);
      expect(told).toMatchObject({ name: draft.title, kind: 'data-quality', severity: 'high' });
      const kpis = createKpiOdoo(place.drafter, place.at.url);
      expect(await kpis.openCases()).toContainEqual({ kind: 'data-quality', severity: 'high', count: 1 });
      const day = place.now().toISOString().slice(0, 10);
      const { opened } = await kpis.recorded({ from: addDays(day, -2), to: addDays(day, 2) }, {});
      expect(opened.find((each) => each.id === id)).toMatchObject({
        kind: 'data-quality',
        company: { id: 0, name: 'no company' },
      });
      await place.controller.call('x_billing_case', 'write', [[id], { x_state: 'closed' }]);
      const { solved } = await kpis.recorded({ from: addDays(day, -2), to: addDays(day, 2) }, {});
      expect(solved.map((each) => each.id)).toContain(id);
    });

    test('closed by hand, it is back on the next run', async ({ place }) => {
      const draft = about(place);
      await open(place, draft);
      await change(place, draft, { x_state: 'closed' });
      const controller = place.firm.users.find(({ role }) => role === 'controller')?.name ?? '';
      expect(await read(place, draft)).toMatchObject({ x_state: 'closed', x_closed_by_id: user(place, controller) });
      expect(await open(place, draft)).toBe('reopened');
      expect(await open(place, draft)).toBe('unchanged');
    });

    describe('its owner', () => {
      test('whom the finding names, where no rule says who', async ({ place }) => {
        expect(await ownerOf(place, { ownerId: user(place, 'Pia Lindgren') })).toBe(user(place, 'Pia Lindgren'));
      });

      test('a controller, where nobody is named, or a robot', async ({ place }) => {
        const [robot] = await place.admin.searchRead('res.users', [['login', 'ilike', 'robot']], { fields: ['id'] });
        const [nobody, machine] = [await ownerOf(place), await ownerOf(place, { ownerId: robot?.id as number })];
        await rule(place, { x_owner: 'controller' });
        const controller = await ownerOf(place, { ownerId: user(place, 'Pia Lindgren') });
        expect(controller).toEqual(expect.any(Number));
        expect(controller).not.toBe(user(place, 'Pia Lindgren'));
        expect([nobody, machine]).toEqual([controller, controller]);
      });

      test('the account manager, by a rule', async ({ place }) => {
        await rule(place, { x_owner: 'account-manager' });
        expect(await ownerOf(place, { ownerId: user(place, 'Pia Lindgren') })).toBe(user(place, 'Sam Okafor'));
      });

      test('the project manager, by a rule', async ({ place }) => {
        const [project] = await place.admin.searchRead(
          'project.project',
          [['sale_line_id.order_id', '=', place.refs.id('order', 'NL-101')]],
          { fields: ['id'], order: 'id', limit: 1 },
        );
        await edit(place, 'project.project', project?.id as number, { user_id: user(place, 'Carol Mendes') });
        await rule(place, { x_owner: 'project-manager' });
        expect(await ownerOf(place)).toBe(user(place, 'Carol Mendes'));
      });

      test('a person, by the first rule that says who', async ({ place }) => {
        await rule(place, { x_sequence: 2, x_owner: 'controller' });
        await rule(place, { x_sequence: 1, x_owner: 'user', x_user_id: user(place, 'Noor Aziz') });
        await rule(place, { x_sequence: 0, x_kind: 'technical', x_owner: 'account-manager' });
        expect(await ownerOf(place)).toBe(user(place, 'Noor Aziz'));
        expect(await ownerOf(place, { kind: 'technical' })).toBe(user(place, 'Sam Okafor'));
      });

      test('whoever of a group owns the fewest', async ({ place }) => {
        const [group] = await place.drafter.searchRead(
          'ir.model.data',
          [
            ['module', '=', 'billing_automation'],
            ['name', '=', 'group_approver'],
          ],
          { fields: ['res_id'] },
        );
        await rule(place, { x_owner: 'group', x_group_id: group?.res_id });
        const owners = [];
        for (let turn = 0; turn < 2; turn += 1) owners.push(await ownerOf(place));
        expect(new Set(owners).size).toBe(2);
      });

      test('a person’s own choice stays', async ({ place }) => {
        const draft = about(place);
        await open(place, draft);
        await change(place, draft, { x_owner_id: user(place, 'Noor Aziz') });
        await open(place, { ...draft, detail: 'It is odder.' });
        expect(await read(place, draft)).toMatchObject({ x_owner_id: user(place, 'Noor Aziz') });
        await close(place, draft);
        await open(place, draft);
        expect(await read(place, draft)).toMatchObject({ x_owner_id: user(place, 'Noor Aziz') });
      });

      test('who has left is followed by whom the rules name', async ({ place }) => {
        const [open_, closed] = [about(place), about(place)];
        for (const draft of [open_, closed]) {
          await open(place, draft);
          await change(place, draft, { x_owner_id: user(place, 'Noor Aziz') });
        }
        await close(place, closed);
        await edit(place, 'res.users', user(place, 'Noor Aziz'), { active: false });
        await rule(place, { x_owner: 'account-manager' });
        expect(await open(place, open_)).toBe('updated');
        expect(await open(place, closed)).toBe('reopened');
        for (const draft of [open_, closed])
          expect(await read(place, draft)).toMatchObject({ x_owner_id: user(place, 'Sam Okafor') });
      });
    });

    describe('its severity', () => {
      const severityOf = async (place: Place, more: Partial<CaseDraft>) => {
        const draft = about(place, more);
        await open(place, draft);
        return (await read(place, draft)).x_severity;
      };

      test('grows with the money at stake, by the firm’s own limits', async ({ place }) => {
        expect(await severityOf(place, { amount: '1000' })).toBe('1');
        await rule(place, { x_medium_from: 10, x_high_from: 99.5 });
        expect(await severityOf(place, { amount: '9.99' })).toBe('0');
        expect(await severityOf(place, { amount: '99.5' })).toBe('2');
      });

      test('grows while nobody solves it, and begins anew when it comes back', async ({ place }) => {
        await rule(place, { x_raise_days: 7 });
        const draft = about(place);
        await open(place, draft);
        const { x_opened_on } = await read(place, draft);
        const earlier = new Date(Date.parse(String(x_opened_on)) - 8 * 24 * 3600 * 1000).toISOString().slice(0, 10);
        await change(place, draft, { x_opened_on: earlier });
        expect(await open(place, draft)).toBe('updated');
        expect(await read(place, draft)).toMatchObject({ x_severity: '1' });
        expect(await open(place, draft)).toBe('unchanged');
        await close(place, draft);
        await open(place, draft);
        expect(await read(place, draft)).toMatchObject({ x_severity: '0', x_opened_on });
      });
    });
  });
}
