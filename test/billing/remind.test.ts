import { describe, expect, test } from 'vitest';
import { DateTime } from 'luxon';
import type { Leave, WorkCalendar } from '../../src/approvals/time/calendar.ts';
import type { Staff } from '../../src/billing/ports.ts';
import { type Gap, gapOf, type Told, whoIsTold } from '../../src/billing/watch/remind.ts';

const office = (zone: string, weekdays = [1, 2, 3, 4, 5]): WorkCalendar => ({
  zone,
  hours: weekdays.flatMap((weekday) => [
    { weekday, from: '09:00', to: '12:30' },
    { weekday, from: '13:30', to: '18:00' },
  ]),
  closed: [],
});
const BRUSSELS = 'Europe/Brussels';
const NEW_YORK = 'America/New_York';
const off = (zone: string, from: string, until: string): Leave => ({
  from: DateTime.fromISO(from, { zone }).toUTC().toISO() ?? '',
  until: DateTime.fromISO(until, { zone }).toUTC().toISO() ?? '',
});

const ann: Staff & { email: string } = {
  employee: { id: 7, name: 'Ann' },
  email: 'ann@firm.test',
  isHere: true,
  managerId: 9,
  calendar: office(BRUSSELS),
  leaves: [],
};
const max: Staff = {
  employee: { id: 9, name: 'Max' },
  email: 'max@firm.test',
  isHere: true,
  calendar: office(BRUSSELS),
  leaves: [],
};

const gap = (days: Gap['found']['days'] = [{ day: '2026-03-17', expected: '8', entered: '0' }]): Gap => ({
  managerAfterDays: 2,
  found: {
    employee: ann.employee,
    week: '2026-W12',
    missing: '8',
    days,
    caseKey: 'timesheet.missing:hr.employee,7:2026-W12',
  },
});
const smaller = gap([{ day: '2026-03-17', expected: '8', entered: '5' }]);

/** What was told, at a time in Brussels. */
const told = (to: Told['to'], at: string, of = gap()): Told => ({
  caseKey: of.found.caseKey,
  to,
  gap: gapOf(of),
  at: DateTime.fromISO(at, { zone: BRUSSELS }).toUTC().toISO() ?? '',
});

interface Case {
  /** Local time of Brussels, where no other zone is named. */
  at: string;
  zone?: string;
  person?: Partial<Staff>;
  manager?: Partial<Staff> | 'none';
  told?: Told[];
  gap?: Gap;
  /** Whom it is told to; until when it waits, local time of `zone`; why nobody can be told. */
  is: 'person' | 'manager' | `waits ${string}` | 'waits' | RegExp;
}

const reminded = [told('person', '2026-03-23T10:00')];
const both = [...reminded, told('manager', '2026-03-25T09:00')];

const CASES: Record<string, Case> = {
  'reminded in the middle of a working day': { at: '2026-03-23T10:00', is: 'person' },
  'at night it waits for the morning': { at: '2026-03-23T23:10', is: 'waits 2026-03-24T09:00' },
  'before work it waits for work': { at: '2026-03-23T05:00', is: 'waits 2026-03-23T09:00' },
  'at lunch it waits for the afternoon': { at: '2026-03-23T12:45', is: 'waits 2026-03-23T13:30' },
  'on Friday evening it waits for Monday': { at: '2026-03-20T18:00', is: 'waits 2026-03-23T09:00' },
  'over the weekend the clock is put forward, and nine is nine': {
    at: '2026-03-27T19:00',
    is: 'waits 2026-03-30T09:00',
  },
  'over the weekend the clock is put back, and nine is nine': { at: '2026-10-23T19:00', is: 'waits 2026-10-26T09:00' },
  'ten in Brussels is five in New York': {
    at: '2026-03-23T05:00',
    zone: NEW_YORK,
    person: { calendar: office(NEW_YORK) },
    is: 'waits 2026-03-23T09:00',
  },
  'evening in Brussels is the working day in New York': {
    at: '2026-03-23T13:45',
    zone: NEW_YORK,
    person: { calendar: office(NEW_YORK) },
    is: 'person',
  },
  'who works Monday and Tuesday only is told next Monday': {
    at: '2026-03-25T10:00',
    person: { calendar: office(BRUSSELS, [1, 2]) },
    is: 'waits 2026-03-30T09:00',
  },
  'on leave it waits until they are back': {
    at: '2026-03-23T10:00',
    person: { leaves: [off(BRUSSELS, '2026-03-23T00:00', '2026-03-26T00:00')] },
    is: 'waits 2026-03-26T09:00',
  },
  'on half a day of leave it waits for the afternoon': {
    at: '2026-03-23T10:00',
    person: { leaves: [off(BRUSSELS, '2026-03-23T08:00', '2026-03-23T13:00')] },
    is: 'waits 2026-03-23T13:30',
  },
  'on a public holiday it waits for the day after': {
    at: '2026-03-23T10:00',
    person: {
      calendar: { ...office(BRUSSELS), closed: [off(BRUSSELS, '2026-03-23T00:00', '2026-03-24T00:00')] },
    },
    is: 'waits 2026-03-24T09:00',
  },
  'a week that still runs waits until it is over': { at: '2026-03-19T10:00', is: 'waits 2026-03-23T09:00' },
  'a week is over where the person is, not where the clock is': {
    at: '2026-03-23T09:30',
    zone: 'Pacific/Auckland',
    person: { calendar: office('Pacific/Auckland', [1, 2, 3, 4, 5, 6, 7]) },
    is: 'person',
  },
  'in Honolulu it is still Sunday': {
    at: '2026-03-22T16:00',
    zone: 'Pacific/Honolulu',
    person: { calendar: office('Pacific/Honolulu', [1, 2, 3, 4, 5, 6, 7]) },
    is: 'waits 2026-03-23T09:00',
  },
  'whose hours nobody knows is told in office hours': {
    at: '2026-03-21T10:00',
    person: { calendar: { zone: BRUSSELS, hours: [], closed: [] } },
    is: 'waits 2026-03-23T09:00',
  },
  'of the same days and hours nobody is reminded again': {
    at: '2026-03-23T15:00',
    told: reminded,
    is: 'waits 2026-03-25T09:00',
  },
  'of other hours they are': { at: '2026-03-23T15:00', told: reminded, gap: smaller, is: 'person' },
  'two working days later the manager is told': { at: '2026-03-25T09:00', told: reminded, is: 'manager' },
  'a minute before they are not': { at: '2026-03-25T08:59', told: reminded, is: 'waits 2026-03-25T09:00' },
  'a weekend is no working day of the two': {
    at: '2026-03-21T10:00',
    told: [told('person', '2026-03-20T10:00')],
    is: 'waits 2026-03-24T09:00',
  },
  'nor is a day of the person’s leave': {
    at: '2026-03-25T10:00',
    told: reminded,
    person: { leaves: [off(BRUSSELS, '2026-03-24T00:00', '2026-03-25T00:00')] },
    is: 'waits 2026-03-26T09:00',
  },
  'part-time days are counted as they are worked': {
    at: '2026-03-25T10:00',
    told: reminded,
    person: { calendar: office(BRUSSELS, [1, 2]) },
    is: 'waits 2026-03-30T09:00',
  },
  'the manager is told in the manager’s own hours': {
    at: '2026-03-25T04:00',
    zone: NEW_YORK,
    told: reminded,
    manager: { calendar: office(NEW_YORK) },
    is: 'waits 2026-03-25T09:00',
  },
  'a manager on leave is told when back': {
    at: '2026-03-25T10:00',
    told: reminded,
    manager: { leaves: [off(BRUSSELS, '2026-03-25T00:00', '2026-03-30T00:00')] },
    is: 'waits 2026-03-30T09:00',
  },
  'the manager is told once': { at: '2026-03-27T10:00', told: both, is: 'waits' },
  'of other hours again, as many days later': {
    at: '2026-03-26T10:00',
    told: [...both, told('person', '2026-03-26T09:30', smaller)],
    gap: smaller,
    is: 'waits 2026-03-27T09:00',
  },
  'who enters a little each day is late all the same': {
    at: '2026-03-25T11:00',
    told: [...reminded, told('person', '2026-03-25T09:30', smaller)],
    gap: smaller,
    is: 'manager',
  },
  'who is archived can’t be told': {
    at: '2026-03-23T10:00',
    person: { isHere: false },
    is: /^Ann is archived in Odoo\.$/,
  },
  'nor can who has no address': {
    at: '2026-03-23T10:00',
    person: { email: '' },
    is: /^Ann has no e-mail address in Odoo\.$/,
  },
  'an archived manager can’t be told either': {
    at: '2026-03-25T10:00',
    told: reminded,
    manager: { isHere: false },
    is: /^Ann was reminded, and nobody else can be told\. Max is archived/,
  },
  'who has no manager is said when one would be told': {
    at: '2026-03-25T10:00',
    told: reminded,
    manager: 'none',
    is: /There is no manager in Odoo/,
  },
  'and not before': { at: '2026-03-24T10:00', told: reminded, manager: 'none', is: 'waits 2026-03-25T00:00' },
  'who never works can’t be told': {
    at: '2026-03-23T10:00',
    person: { leaves: [off(BRUSSELS, '2026-01-01T00:00', '2030-01-01T00:00')] },
    is: /^Ann has no working hours\.$/,
  },
};

test.each(Object.entries(CASES))(
  '%s',
  (_, { at, zone = BRUSSELS, person, manager = {}, told: said = [], gap: of = gap(), is }) => {
    const { email, ...own } = { ...ann, ...person };
    const staff = [{ ...own, ...(email && { email }) }, ...(manager === 'none' ? [] : [{ ...max, ...manager }])];
    const now = DateTime.fromISO(at, { zone }).toUTC().toISO() ?? '';
    const { tellings, outcomes } = whoIsTold([of], staff, said, now);
    const [outcome] = outcomes;
    const until = outcome?.until && DateTime.fromISO(outcome.until, { zone }).toFormat("yyyy-MM-dd'T'HH:mm");
    if (is instanceof RegExp) expect(outcome).toMatchObject({ status: 'unreachable', why: expect.stringMatching(is) });
    else if (is.startsWith('waits')) expect(['waits', until].filter(Boolean).join(' ')).toBe(is);
    else
      expect(tellings.map(({ to, who }) => [to, who.employee.name])).toEqual([[is, is === 'person' ? 'Ann' : 'Max']]);
    if (is instanceof RegExp || is.startsWith('waits')) {
      expect(tellings).toEqual([]);
      expect(outcome?.status).not.toMatch(/reminded|told/);
    }
  },
);

describe('one message', () => {
  const now = '2026-03-23T09:00:00Z';
  const later = gap([{ day: '2026-03-10', expected: '8', entered: '0' }]);
  const other = {
    ...later,
    found: { ...later.found, week: '2026-W11', caseKey: 'timesheet.missing:hr.employee,7:2026-W11' },
  };

  test('tells a person of all their weeks', () => {
    const { tellings } = whoIsTold([gap(), other], [ann, max], [], now);
    expect(tellings.map(({ to, gaps }) => [to, gaps.map(({ found }) => found.week)])).toEqual([
      ['person', ['2026-W12', '2026-W11']],
    ]);
  });

  test('tells a manager of all their people', () => {
    const bob: Staff = { ...ann, employee: { id: 8, name: 'Bob' } };
    const his = {
      ...gap(),
      found: { ...gap().found, employee: bob.employee, caseKey: 'timesheet.missing:hr.employee,8:2026-W12' },
    };
    const long = [gap(), his].map((of) => told('person', '2026-03-16T10:00', of));
    const { tellings } = whoIsTold([gap(), his], [ann, bob, max], long, now);
    expect(
      tellings.map(({ to, who, gaps }) => [to, who.employee.name, gaps.map(({ found }) => found.employee.name)]),
    ).toEqual([['manager', 'Max', ['Ann', 'Bob']]]);
  });
});
