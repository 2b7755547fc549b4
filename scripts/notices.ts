import type { Telling } from '../src/billing/watch/remind.ts';
import { digestView } from '../src/desk/view/digest.ts';
import { reminderView } from '../src/desk/view/reminder.ts';
import { digestOf, type StandingCase } from '../src/rules/digest.ts';

const odoo = (action: string) => `https://odoo.example.com/odoo/action-${action}`;
const screens = {
  timesheets: odoo('hr_timesheet.act_hr_timesheet_line'),
  allTimesheets: odoo('hr_timesheet.timesheet_action_all'),
  cases: odoo('billing_automation.window_case'),
  lateCases: odoo('billing_automation.window_case_late'),
  severeCases: odoo('billing_automation.window_case_severe'),
};

function gap(id: number, name: string, days: [day: string, entered: string][]): Telling['gaps'][number] {
  const missing = days.reduce((sum, [, entered]) => sum + 8 - Number(entered), 0);
  const found = {
    employee: { id, name },
    week: '2026-W07',
    missing: String(missing),
    days: days.map(([day, entered]) => ({ day, entered, expected: '8' })),
    caseKey: String(id),
  };
  return { found, managerAfterDays: 2 };
}

const ann = gap(7, 'Ann Lee', [
  ['2026-02-10', '5.5'],
  ['2026-02-12', '0'],
]);
const who = {
  employee: { id: 7, name: 'Ann Lee' },
  email: 'ann@firm.test',
  isHere: true,
  calendar: { zone: 'UTC', hours: [], closed: [] },
  leaves: [],
};

const one = (name: string, change: Partial<StandingCase> = {}): StandingCase => ({
  ...{ key: name, name, kind: 'policy', code: 'x', severity: 'high', amount: '0', currency: 'EUR' },
  ...{ owner: 'Connie Controller', deadline: '2026-02-20', openedAt: '2026-02-10T08:00:00Z' },
  ...change,
});
const cases = [
  one('Unbilled since 4 Nov 2025: Brandt & Söhne, order S00042, Platform', { amount: '14080', owner: 'Sam Okafor' }),
  one('Draft #118 for Nordlicht waits for a decision since 9 Feb 2026', { amount: '8250.5', deadline: '2026-02-13' }),
  one('Billing Run is blocked at Draft: mend it', {
    kind: 'technical',
    openedAt: '2026-02-16T06:02:00Z',
    owner: 'Ada Admin',
  }),
  one('Travel to Lyon has no receipt', {
    ...{ kind: 'data-quality', severity: 'medium', amount: '412.3', openedAt: '2026-02-15T14:00:00Z' },
    ...{ deadline: '2026-02-12', owner: 'Pia Lindgren' },
  }),
  one('Framework agreement of Helix ends 28 Feb 2026', { severity: 'medium', amount: '3600', currency: 'USD' }),
  one('Ann Lee is 10.5 h short in 2026-W07', {
    severity: 'medium',
    owner: 'Ann Lee',
    openedAt: '2026-02-16T05:00:00Z',
  }),
  one('Stale WIP failed in passing at Find Stale', {
    ...{ kind: 'technical', severity: 'medium', openedAt: '2026-02-16T05:00:00Z', owner: 'Ada Admin' },
  }),
];

/** What the pictures show: a reminder, what a manager is told, and a digest. */
export const NOTICES = {
  reminder: reminderView({ to: 'person', who, gaps: [ann] }, screens),
  manager: reminderView(
    {
      ...{ to: 'manager', who },
      gaps: [
        ann,
        gap(8, 'Bob Hintermeister', [['2026-02-13', '0']]),
        gap(9, 'Chandra Kumar', [
          ['2026-02-09', '0'],
          ['2026-02-10', '0'],
          ['2026-02-11', '4'],
        ]),
      ],
    },
    screens,
  ),
  digest: digestView(
    digestOf(cases, '2026-02-16', '2026-02-13T06:00:00Z'),
    {
      ...{ today: '2026-02-16', since: '2026-02-13' },
      unreached: [{ caseKey: 'Ann Lee is 10.5 h short in 2026-W07', why: 'Ann Lee has no e-mail address in Odoo.' }],
    },
    screens,
  ),
};
