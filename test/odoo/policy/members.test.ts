import { expect, test } from 'vitest';
import type { OdooApi } from '../../../src/odoo/api.ts';
import { readMembers } from '../../../src/odoo/policy/members.ts';

const told = {
  id: 7,
  name: 'Paul',
  email: 'paul@firm.test',
  may_approve: true,
  companies: [1],
  roles: ['project-manager'],
  groups: [],
  zone: 'Europe/Brussels',
  schedule: '1/1',
  leaves: [['2026-03-02 08:00:00', '2026-03-02 22:59:59']],
  delegations: [[9, '2026-03-28', '2026-03-29']],
};

const answering = (member: object, hours: unknown[] = []) =>
  ({
    runAction: () =>
      Promise.resolve({ members: [{ ...told, ...member }], schedules: { '1/1': { hours, closed: [] } } }),
  }) as unknown as OdooApi;

const read = async (member: object, hours?: unknown[]) => {
  const [only] = await readMembers(answering(member, hours), 5, { people: [], groups: [] });
  return only;
};

test('days are handed on whole where the person lives, the day with 23 hours too', async () => {
  expect((await read({}))?.delegations).toEqual([
    { to: 9, from: '2026-03-27T23:00:00Z', until: '2026-03-29T22:00:00Z' },
  ]);
});

test('leaves are instants, and Odoo’s decimal hours are times of the clock', async () => {
  const hours = [
    [1, 8.5, 12.75, ''],
    [1, 13.333333333333334, 24, 'second'],
  ];
  expect(await read({}, hours)).toMatchObject({
    leaves: [{ from: '2026-03-02T08:00:00Z', until: '2026-03-02T22:59:59Z' }],
    calendar: {
      zone: 'Europe/Brussels',
      hours: [
        { weekday: 1, from: '08:30', to: '12:45' },
        { weekday: 1, from: '13:20', to: '24:00', week: 'second' },
      ],
    },
  });
});

test('a zone nobody knows is read as UTC', async () => {
  expect(await read({ zone: 'Atlantis/Centre' })).toMatchObject({
    calendar: { zone: 'UTC' },
    delegations: [{ to: 9, from: '2026-03-28T00:00:00Z', until: '2026-03-30T00:00:00Z' }],
  });
});

test('a role that is not known is refused, not passed over', async () => {
  await expect(read({ roles: ['owner'] })).rejects.toMatchObject({ code: 'schema' });
});
