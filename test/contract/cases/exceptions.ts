import { describe, expect, onTestFinished } from 'vitest';
import { openCases } from '../../../src/billing/open-cases.ts';
import { refusalCases } from '../../../src/billing/refusals.ts';
import { judgeAndClose } from '../../../src/billing/solved.ts';
import type { CaseDraft } from '../../../src/rules/verdict.ts';
import { messOf, type Mess } from '../../../src/sandbox/firm.ts';
import type { RefKind } from '../../../src/sandbox/refs.ts';
import type { Place, PlaceTest } from '../place.ts';
import { draft, edit, evaluations, lastMonthEnd, proposals } from '../run.ts';

export function exceptions(test: PlaceTest): void {
  test('exactly what is wrong in the firm opens a case', async ({ place }) => {
    const cases = (await evaluations(place)).flatMap((each) => each.cases);
    const records = (code: string) => cases.filter((each) => each.code === code).map(({ record }) => record);
    const messy = (model: string, kind: RefKind, mess: Mess['kind']) =>
      place.refs.ids(kind, messOf(mess)).map((id) => `${model},${String(id)}`);
    expect(records('time.changed-after-approval')).toEqual(
      messy('account.analytic.line', 'time', 'time edited after approval'),
    );
    expect(records('time.closed-task')).toEqual(messy('account.analytic.line', 'time', 'time on a closed task'));
    expect(records('expense.receipt-missing')).toEqual(messy('hr.expense', 'expense', 'expense without receipt'));
    expect(records('milestone.evidence-missing')).toEqual(
      messy('project.milestone', 'milestone', 'milestone reached without acceptance'),
    );
    const [twice] = records('expense.duplicate');
    expect(messy('hr.expense', 'expense', 'expense claimed twice')).toContain(twice);
    expect(cases).toHaveLength(5);
  });

  test('of a billing run closes when the next one over as much work no longer finds it', async ({ place }) => {
    const { drafting, controller, firm, refs } = place;
    const cases = (await evaluations(place)).flatMap((each) => each.cases);
    const codes = [...new Set(cases.map(({ code }) => code))];
    const keys = cases.map(({ key }) => key).toSorted();
    await openCases(drafting, cases);
    onTestFinished(async () => {
      await drafting.closeCases(codes, [], 'The test is over.', { keys });
    });
    const open = async () => {
      const rows = await controller.searchRead(
        'x_billing_case',
        [
          ['x_state', '=', 'open'],
          ['x_key', 'in', keys],
        ],
        { fields: ['x_key'] },
      );
      return rows.map(({ x_key: key }) => String(key)).toSorted();
    };
    const close = (scope: object) => judgeAndClose(drafting, { to: lastMonthEnd(place), ...scope }, firm.today);
    const orderIds = refs.ids(
      'order',
      firm.orders.map(({ ref }) => ref),
    );
    await close({ orderIds });
    expect(await open()).toEqual(keys);

    const [mended] = cases.filter(({ code }) => code === 'milestone.evidence-missing');
    const own = mended?.orderId ?? 0;
    const projectIds = [mended?.projectId ?? 0];
    await edit(place, 'project.milestone', Number(mended?.record?.split(',')[1]), { x_billing_acceptance: 'Signed' });
    await close({ to: `${lastMonthEnd(place).slice(0, 8)}01`, orderIds });
    await close({ orderIds: orderIds.filter((id) => id !== own) });
    await close({ orderIds, projectIds });
    await close({ orderIds, models: ['milestone'] });
    expect(await open()).toEqual(keys);
    expect(await close({ orderIds: [own] })).toBe(1);
    expect(await open()).toEqual(keys.filter((key) => key !== mended?.key));
  });

  test('a refused draft is a case as long as there is something to draft', async ({ place }) => {
    const { drafting, controller, firm, refs } = place;
    const order = 'NL-101';
    const [wanted] = await proposals(place, order);
    const refused = {
      key: wanted?.key ?? '',
      status: 'refused',
      code: 'changed',
      message: 'Somebody was first.',
    } as const;
    const cases = refusalCases(wanted ? [wanted] : [], [refused], firm.today);
    await openCases(drafting, cases);
    const scope = { to: lastMonthEnd(place), orderIds: refs.ids('order', [order]) };
    const state = async () =>
      (
        await controller.searchRead('x_billing_case', [['x_key', 'in', cases.map(({ key }) => key)]], {
          fields: ['x_state'],
        })
      ).map(({ x_state: each }) => each);
    await judgeAndClose(drafting, scope, firm.today);
    expect(await state()).toEqual(['open']);
    await draft(place, wanted ? [wanted] : []);
    await judgeAndClose(drafting, scope, firm.today);
    expect(await state()).toEqual(['closed']);
  });

  test('what a watch found is not closed by a billing run', async ({ place }) => {
    const { drafting, firm, refs } = place;
    const orderId = refs.id('order', 'NL-101');
    const about = {
      kind: 'policy',
      title: 'Odd',
      detail: 'Odd.',
      nextStep: 'Look.',
      severity: 'low',
      amount: '0',
    } as const;
    const found = { ...about, key: 'test.watched', code: 'test.watched', deadline: firm.today, orderId };
    await openCases(drafting, [found]);
    await judgeAndClose(drafting, { to: lastMonthEnd(place), orderIds: [orderId] }, firm.today);
    expect(await drafting.closeCases(['test.watched'], [], 'The test is over.')).toBe(1);
  });

  describe('a case', () => {
    const about = (place: Place): CaseDraft => ({
      key: 'test:agreement acme, cap 80 % of “all”',
      kind: 'policy',
      code: 'test.cause',
      title: 'Something is odd',
      detail: 'It is odd.',
      nextStep: 'Look at it.',
      severity: 'medium',
      amount: '100',
      currency: 'USD',
      deadline: place.firm.today,
      orderId: place.refs.id('order', 'NL-101'),
    });

    test('is opened once, updated, closed, and opened again when the cause is back', async ({ place }) => {
      const { drafting } = place;
      const open = async (more: Partial<CaseDraft> = {}) =>
        (await drafting.openCases([{ ...about(place), ...more }]))[0];
      const first = await open();
      expect(first?.status).toBe('opened');
      expect(await open()).toEqual({ ...first, status: 'unchanged' });
      expect(await open({ detail: 'It is odder.' })).toEqual({ ...first, status: 'updated' });
      expect(await drafting.closeCases(['test.cause'], ['test:agreement acme, cap 80 % of “all”'], 'Solved.')).toBe(0);
      expect(await drafting.closeCases(['test.cause'], [], 'Solved.')).toBe(1);
      expect(await drafting.closeCases(['test.cause'], [], 'Solved.')).toBe(0);
      expect(await open()).toEqual({ ...first, status: 'reopened' });
    });

    test('follows the order it is about', async ({ place }) => {
      const { drafting, admin, refs } = place;
      const draft = { ...about(place), code: 'test.moved', key: 'test.moved' };
      await drafting.openCases([draft]);
      const orderId = refs.id('order', 'NL-102');
      expect(await drafting.openCases([{ ...draft, orderId }])).toMatchObject([{ status: 'updated' }]);
      expect(
        await admin.searchRead('x_billing_case', [['x_key', '=', draft.key]], { fields: ['x_order_id'] }),
      ).toMatchObject([{ x_order_id: orderId }]);
    });

    test('of one company is not closed by who looked at another', async ({ place }) => {
      const { drafting, admin } = place;
      const code = 'test.company';
      const [row] = await admin.searchRead('res.company', [], { fields: ['id'], order: 'id', limit: 1 });
      const company = row?.id as number;
      await drafting.openCases([{ ...about(place), code, key: code, companyId: company }]);
      expect(await drafting.closeCases([code], [], 'Solved.', { companyIds: [company + 1000] })).toBe(0);
      expect(await drafting.closeCases([code], [], 'Solved.', { companyIds: [company, company + 1000] })).toBe(1);
    });
  });
}
