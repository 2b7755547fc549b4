import { describe, expect, it } from 'vitest';
import { addDays } from '../../../src/rules/days.ts';
import type { Attendance } from '../../../src/rules/watch/attendance.ts';
import { missingTimesheets } from '../../../src/rules/watch/missing-timesheets.ts';

const TODAY = '2026-03-19';

/** Seven days from Monday 2026-03-09 on: expected, entered, leave. */
function week(days: [expected: string, entered: string, leave?: string][], monday = '2026-03-09'): Attendance {
  return {
    employee: { id: 7, name: 'Ann Lee' },
    userId: 70,
    email: 'ann@example.com',
    manager: { id: 8, name: 'Max Boss' },
    managerUserId: 80,
    company: { id: 1, name: 'Our firm' },
    days: days.map(([expected, entered, leave = '0'], index) => ({
      day: addDays(monday, index),
      expected,
      entered,
      leave,
    })),
  };
}
const full: [string, string] = ['8', '8'];
const find = (attendance: Attendance[], toleranceHours = '0', today = TODAY) =>
  missingTimesheets(attendance, { toleranceHours }, today);

describe('missing timesheets', () => {
  it('names person, week, hours and days', () => {
    const { findings, cases } = find([week([full, ['8', '5.5'], full, ['8', '0'], full, ['0', '0'], ['0', '0']])]);
    expect(findings).toEqual([
      {
        employee: { id: 7, name: 'Ann Lee' },
        userId: 70,
        email: 'ann@example.com',
        manager: { id: 8, name: 'Max Boss' },
        managerUserId: 80,
        company: { id: 1, name: 'Our firm' },
        what: 'Ann Lee is 10.5 h short in 2026-W11',
        since: '2026-03-10',
        amount: '0',
        whose: 'Ann Lee',
        ownerId: 70,
        nextStep: 'Ann Lee enters the time, or the leave it was; after that Max Boss is asked.',
        week: '2026-W11',
        expected: '40',
        entered: '29.5',
        missing: '10.5',
        days: [
          { day: '2026-03-10', expected: '8', entered: '5.5' },
          { day: '2026-03-12', expected: '8', entered: '0' },
        ],
        caseKey: 'timesheet.missing:hr.employee,7:2026-W11',
      },
    ]);
    expect(cases).toEqual([
      expect.objectContaining({
        key: 'timesheet.missing:hr.employee,7:2026-W11',
        kind: 'policy',
        record: 'hr.employee,7',
        ownerId: 70,
        title: 'Ann Lee is 10.5 h short in 2026-W11',
        detail:
          '29.5 h entered of 40 h expected, leave and holidays taken out. 2026-03-10: 5.5 h of 8 h; 2026-03-12: 0 h of 8 h.',
      }),
    ]);
  });

  it.each<[string, Attendance, string]>([
    ['a full week', week([full, full, full, full, full]), '0'],
    ['leave', week([full, ['0', '0', '8'], ['4', '4', '4'], full, full]), '0'],
    [
      'a long day that makes up for a short one',
      week([
        ['8', '10'],
        ['8', '6'],
      ]),
      '0',
    ],
    ['work on a Saturday', week([full, full, full, full, ['8', '0'], ['0', '8']]), '0'],
    ['less than the tolerance', week([full, ['8', '6']]), '2'],
  ])('finds nothing in %s', (_, attendance, tolerance) => {
    expect(find([attendance], tolerance)).toEqual({ findings: [], cases: [] });
  });

  it('counts neither today nor later days', () => {
    const running = week([full, full, full, ['8', '0'], ['8', '0']], '2026-03-16');
    expect(find([running]).findings).toEqual([]);
    expect(find([running], '0', '2026-03-20').findings[0]).toMatchObject({
      missing: '8',
      days: [{ day: '2026-03-19' }],
    });
  });

  it('tells the weeks of two years apart', () => {
    const newYear = week(Array<[string, string]>(7).fill(['8', '0']), '2026-12-31');
    expect(find([newYear], '0', '2027-02-01').findings.map(({ week: name, missing }) => [name, missing])).toEqual([
      ['2026-W53', '32'],
      ['2027-W01', '24'],
    ]);
  });

  it('leaves a case for someone without a user to the manager', () => {
    const noUser = week([['8', '0']]);
    delete noUser.userId;
    expect(find([noUser]).cases[0]?.ownerId).toBe(80);
  });
});
