import { describe, expect } from 'vitest';
import { inForce } from '../../../src/approvals/policy/in-force.ts';
import { route } from '../../../src/approvals/policy/route.ts';
import type { Place, PlaceTest } from '../place.ts';
import { rows } from '../rows.ts';
import { draftOf } from '../run.ts';

const idOf = async ({ admin }: Place, model: string, field: string, value: string): Promise<number> => {
  const [row] = await admin.searchRead(model, [[field, '=', value]], { fields: ['id'] });
  return row?.id as number;
};

/** Everything a form can say, of one company. */
async function decree(place: Place, company: number, currency: number, fields = {}): Promise<void> {
  const { login = '' } = place.firm.users.find(({ role }) => role === 'controller') ?? {};
  const cfo = await idOf(place, 'res.users', 'login', login);
  const customer = await idOf(place, 'res.partner', 'name', place.firm.customers[0]?.name ?? '');
  await place.decree({
    x_name: 'Services',
    x_version: 1,
    x_effective_from: '2026-01-01',
    x_company_id: company,
    x_currency_id: currency,
    x_within: 16,
    x_row_ids: rows(
      {
        x_sequence: 1,
        x_name: 'Routine',
        x_when_amount_up_to: 100,
        x_when_only_contract_types_time_and_materials: true,
        x_when_new_customer: 'no',
        x_straight_through: true,
      },
      {
        x_sequence: 2,
        x_name: 'Odd',
        x_when_margin_below: 12.5,
        x_when_findings: 'rate.deviation\nline.edited',
        x_when_customers_ids: [[6, 0, [customer]]],
        x_step_ids: rows({
          x_sequence: 1,
          x_name: 'Finance',
          x_starts: 'after',
          x_need: 'any',
          x_approvers_people_ids: [[6, 0, [cfo]]],
          x_at_least: 1,
        }),
      },
      {
        x_sequence: 3,
        x_name: 'All others',
        x_step_ids: rows(
          { x_sequence: 1, x_name: 'PM', x_starts: 'after', x_need: 'all', x_approvers_roles_project_manager: true },
          {
            x_sequence: 2,
            x_name: 'Controller',
            x_starts: 'after',
            x_need: 'any',
            x_approvers_roles_controller: true,
            x_within: 4,
            x_fallback_people_ids: [[6, 0, [cfo]]],
          },
        ),
      },
    ),
    x_limit_ids: rows(
      { x_sequence: 1, x_role: 'project-manager', x_up_to: 10000 },
      { x_sequence: 2, x_person_id: cfo, x_unlimited: true },
    ),
    ...fields,
  });
}

/** Of a policy in Odoo and of what it can ask. */
export function policy(test: PlaceTest): void {
  describe('the approval policy', () => {
    test('what it can ask about a draft: size, margin, kind of work, customer, and who changed it by hand', async ({
      place,
    }) => {
      const id = await draftOf(place, 'NL-104');
      const invoice = await place.deciding.invoice(id);
      const facts = await place.approving.riskFacts(invoice);
      expect(facts).toEqual({
        amount: { value: { amount: '9062.4', currency: { code: 'USD', digits: 2 } } },
        margin: { value: expect.stringMatching(/^\d\d\.\d+$/) as string },
        marginVariance: { unreadable: 'there is no earlier invoice of its orders.' },
        changes: { value: [] },
        findings: { value: invoice.findings },
        contractTypes: { value: ['time-and-materials'] },
        newCustomer: { value: false },
        customers: { value: [{ id: invoice.customer.id, name: invoice.customer.name }] },
        company: { value: invoice.company },
      });
      const [line] = invoice.lines.filter(({ kind }) => kind === 'product');
      await place.admin.call('account.move', 'write', [[id], { x_billing_reason: 'Agreed on the phone' }]);
      await place.admin.call('account.move.line', 'write', [[line?.id], { price_unit: 1 }]);
      const changed = await place.approving.riskFacts(await place.deciding.invoice(id));
      // The real one also tells what Odoo tracked of the invoice itself.
      const byHand = expect.arrayContaining([expect.stringMatching(/ changed “/)]) as string[];
      expect(changed.changes).toEqual({ value: byHand });
      expect(changed.findings).toMatchObject({
        value: expect.arrayContaining([expect.objectContaining({ code: 'line.edited' })]) as unknown[],
      });
      expect(await place.approving.riskFacts({ ...invoice, id: 99_999_999 })).toMatchObject({
        amount: { unreadable: expect.any(String) as string },
        newCustomer: { unreadable: expect.any(String) as string },
      });
    });

    test('reads as its file would say it; a version that can’t be read is not passed over for an older one', async ({
      place,
    }) => {
      const id = await draftOf(place, 'NL-104');
      const invoice = await place.deciding.invoice(id);
      const { company } = invoice;
      const currency = await idOf(place, 'res.currency', 'name', 'USD');
      const none = await place.approving.policies();
      expect(inForce(none.policies, company, '2026-11-21', none.unreadable)).toHaveProperty('none');

      await decree(place, company.id, currency);
      const { policies, unreadable } = await place.approving.policies();
      expect(unreadable).toEqual([]);
      const { login = '' } = place.firm.users.find(({ role }) => role === 'controller') ?? {};
      const cfo = (await place.deciding.personByEmail(login))?.email ?? '';
      expect(policies).toMatchObject([
        {
          name: 'Services',
          version: 1,
          company: { id: company.id },
          currency: 'USD',
          within: '16',
          rows: [
            {
              name: 'Routine',
              when: { amountUpTo: '100', onlyContractTypes: ['time-and-materials'], newCustomer: 'no' },
              straightThrough: 'yes',
            },
            {
              name: 'Odd',
              when: { marginBelow: '12.5', findings: ['rate.deviation', 'line.edited'], customers: [{}] },
              steps: [{ name: 'Finance', approvers: { people: [cfo] }, atLeast: 1, need: 'any' }],
            },
            {
              name: 'All others',
              when: {},
              steps: [
                { name: 'PM', approvers: { roles: ['project-manager'] }, need: 'all' },
                { name: 'Controller', within: '4', fallback: { people: [cfo] } },
              ],
            },
          ],
          limits: [
            { role: 'project-manager', upTo: '10000' },
            { person: cfo, unlimited: 'yes' },
          ],
        },
      ]);
      const found = inForce(policies, company, '2026-11-21');
      if (!('policy' in found)) throw new Error(JSON.stringify(found));
      expect(route(found.policy, await place.approving.riskFacts(invoice))).toMatchObject({ row: 'All others' });

      const straight = { x_sequence: 1, x_name: 'Any amount', x_straight_through: true };
      await decree(place, company.id, currency, { x_version: 2, x_row_ids: rows(straight) });
      const after = await place.approving.policies();
      expect(after.unreadable).toMatchObject([
        {
          version: 2,
          companyId: company.id,
          problems: ['Rows, row 1, when, amountUpTo is nothing; expected an amount, because nobody is asked.'],
        },
      ]);
      expect(inForce(after.policies, company, '2026-11-21', after.unreadable)).toHaveProperty('unclear');
    });

    test('lets a draft straight through only where the version of today says so', async ({ place }) => {
      const id = await draftOf(place, 'NL-104');
      const { content, company } = await place.deciding.invoice(id);
      const currency = await idOf(place, 'res.currency', 'name', 'USD');
      const row = (x_name: string, x_when_amount_up_to: number) => ({
        x_sequence: 1,
        x_name,
        x_when_amount_up_to,
        x_straight_through: true,
      });
      await decree(place, company.id, currency, {
        x_version: 3,
        x_row_ids: rows(row('Small', 100), row('Routine', 20_000)),
      });
      const told = {
        key: `straight-${String(id)}`,
        requestId: `straight-${String(id)}`,
        invoiceId: id,
        policy: { name: 'Services', version: 3 },
        row: 'Routine',
        reason: 'The amount is not above 20,000.00 USD.',
        at: `${place.firm.today}T10:00:00.000Z`,
        content,
      };
      const record = (change = {}) => place.approving.recordStraightThrough({ ...told, ...change });
      const no = (message: string) => ({ code: 'refused', message: expect.stringContaining(message) as string });
      await expect(record({ policy: { name: 'Services', version: 1 } })).rejects.toMatchObject(no('decides today'));
      await expect(record({ row: 'Any' })).rejects.toMatchObject(no('has no row'));
      await expect(record({ row: 'Small' })).rejects.toMatchObject(no('is above what'));
      await expect(record({ content: 'other' })).rejects.toMatchObject(no('changed since it was looked at'));
      expect(await place.drafting.post([id])).toMatchObject([{ status: 'refused' }]);
      const made = await record();
      expect(made).toMatchObject({ created: true });
      expect(await record()).toMatchObject({ id: made.id, created: false });
      expect((await place.deciding.invoice(id)).decisions).toMatchObject([
        { outcome: 'approved', channel: 'odoo', reason: told.reason, current: true },
      ]);
    });
  });
}
