import { describe, expect, onTestFinished } from 'vitest';
import type { Member } from '../../../src/approvals/people.ts';
import { afterBusinessHours } from '../../../src/approvals/time/calendar.ts';
import { addDays } from '../../../src/sandbox/firm/calendar.ts';
import type { OdooApi, Row } from '../../../src/odoo/api.ts';
import type { Place, PlaceTest } from '../place.ts';
import { draftOf, edit } from '../run.ts';

const CONTROLLERS = 'billing_automation.group_controller';

const refused = expect.objectContaining({ code: 'refused' });

async function userId({ admin, firm }: Place, name: string): Promise<number> {
  const { login = '' } = firm.users.find((one) => one.name === name) ?? {};
  const [row] = await admin.searchRead('res.users', [['login', '=', login]], { fields: ['id'] });
  return row?.id as number;
}

const called = (members: Member[], name: string): Member => {
  const found = members.find((one) => one.name === name);
  if (!found) throw new Error(`${name} is not among ${members.map((one) => one.name).join(', ')}`);
  return found;
};

/** Handed on for days to come, until the end of the test. */
async function handOn(place: Place, api: OdooApi, values: Row): Promise<number> {
  const today = place.now().toISOString().slice(0, 10);
  const days = { x_first: addDays(today, 10), x_last: addDays(today, 12), x_reason: 'Holiday' };
  const id = [await api.call('x_billing_delegation', 'create', [{ ...days, ...values }])].flat()[0] as number;
  onTestFinished(async () => {
    await place.controller.call('x_billing_delegation', 'unlink', [[id]]);
  });
  return id;
}

/** Who can be asked about an invoice. */
export function members(test: PlaceTest): void {
  describe('who can be asked', () => {
    test('who has a role on the invoice, its approvers, whom a policy names; no robot and nobody archived', async ({
      place,
    }) => {
      const id = await draftOf(place, 'NL-104');
      await edit(place, 'project.project', place.refs.id('project', 'Supply chain review'), {
        user_id: await userId(place, 'Irene Jacobs'),
      });
      const address = 'Ben.Carter@northlight.example';
      const found = await place.approving.members({ id }, { people: [address], groups: [CONTROLLERS] });
      expect(called(found, 'Irene Jacobs')).toMatchObject({
        roles: ['project-manager'],
        mayApprove: false,
        groups: [],
      });
      expect(called(found, 'Sam Okafor')).toMatchObject({ roles: ['account-manager'], mayApprove: false });
      expect(called(found, 'Noor Aziz')).toMatchObject({ roles: [], mayApprove: true, groups: [] });
      expect(called(found, 'Carol Mendes')).toMatchObject({ roles: ['controller'], groups: [CONTROLLERS] });
      expect(called(found, 'Ben Carter')).toMatchObject({ roles: [], email: 'ben.carter@northlight.example' });
      const names = found.map(({ name }) => name);
      expect(names).not.toContain('Ada Brooks');
      expect(names.filter((name) => name.includes('robot'))).toEqual([]);
      const { company } = await place.deciding.invoice(id);
      expect(called(found, 'Carol Mendes').companyIds).toEqual([company.id]);

      await edit(place, 'res.users', await userId(place, 'Ben Carter'), { active: false });
      const now = await place.approving.members({ id }, { people: [address], groups: [] });
      expect(now.map(({ name }) => name)).not.toContain('Ben Carter');
      expect(await place.approving.members({ id: 99_999_999 }, { people: [address], groups: [] })).toEqual([]);
    });

    test('their hours and zone, what is closed, and their leaves', async ({ place }) => {
      const id = await draftOf(place, 'NL-104');
      const people = ['elena.fischer@northlight.example', 'irene.jacobs@northlight.example'];
      const found = await place.approving.members({ id }, { people, groups: [] });
      const elena = called(found, 'Elena Fischer');
      expect(
        elena.calendar.hours.map(({ weekday, from, to }) => `${String(weekday)} ${from}-${to}`).toSorted(),
      ).toEqual([1, 2, 3, 4].flatMap((day) => [`${String(day)} 08:00-12:00`, `${String(day)} 13:00-17:00`]));
      const { holidays, leave } = place.firm;
      const [holiday] = holidays.map(({ day }) => day);
      const before = `${holiday ?? ''}T07:00:00Z`;
      expect(elena.calendar.closed.map(({ from }) => from.slice(0, 10))).toContain(holiday);
      // A Wednesday is closed, so eight hours from its morning are Thursday's, and the four-day week ends there.
      const next = addDays(holiday ?? '', 1);
      expect(afterBusinessHours(elena.calendar, elena.leaves, before, '8').slice(0, 10)).toBe(next);
      expect(elena.leaves).toEqual([]);
      const irene = called(found, 'Irene Jacobs');
      expect(irene.leaves.map(({ from }) => from.slice(0, 10))).toEqual([leave[0]?.from]);
    });

    test('whom somebody handed on to, for how long, by themselves or by a controller', async ({ place }) => {
      const id = await draftOf(place, 'NL-104');
      const [noor, carol, pia] = await Promise.all(
        ['Noor Aziz', 'Carol Mendes', 'Pia Lindgren'].map((name) => userId(place, name)),
      );
      const today = place.now().toISOString().slice(0, 10);
      const made = await handOn(place, place.controller, { x_from_id: noor, x_to_id: carol });
      const [{ delegations }] = [
        called(await place.approving.members({ id }, { people: [], groups: [] }), 'Noor Aziz'),
      ];
      expect(delegations).toMatchObject([{ to: carol }]);
      const [one] = delegations;
      const days = (Date.parse(one?.until ?? '') - Date.parse(one?.from ?? '')) / 86_400_000;
      expect(Math.round(days)).toBe(3);
      expect(Math.abs(Date.parse(one?.from ?? '') - Date.parse(addDays(today, 10))) / 3_600_000).toBeLessThanOrEqual(
        14,
      );

      const wrong = [
        { x_from_id: noor, x_to_id: noor },
        { x_from_id: carol, x_to_id: pia },
        { x_from_id: carol, x_to_id: await robot(place) },
        { x_from_id: noor, x_to_id: carol },
        { x_from_id: carol, x_to_id: noor, x_reason: ' ' },
        { x_from_id: carol, x_to_id: noor, x_first: addDays(today, -3) },
        { x_from_id: carol, x_to_id: noor, x_last: addDays(today, 5) },
      ];
      for (const values of wrong) await expect(handOn(place, place.controller, values)).rejects.toEqual(refused);
      const denied = expect.objectContaining({ code: 'access' });
      for (const robots of [place.desk, place.drafter, place.preparer])
        await expect(robots.call('x_billing_delegation', 'write', [[made], { x_reason: 'x' }])).rejects.toEqual(denied);
    });
  });
}

async function robot({ admin }: Place): Promise<number> {
  const [row] = await admin.searchRead('res.users', [['login', 'in', ['billing-desk', 'robot-desk']]], {
    fields: ['id'],
  });
  return row?.id as number;
}
