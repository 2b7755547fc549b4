import { expect, it } from 'vitest';
import type { Gap, Telling } from '../../../src/billing/watch/remind.ts';
import { noticeMail } from '../../../src/desk/mail/notice.ts';
import { noticeMessage } from '../../../src/desk/slack/notice.ts';
import { reminderView } from '../../../src/desk/view/reminder.ts';
import { addDays, isoWeek } from '../../../src/rules/days.ts';

const screens = { timesheets: 'https://odoo.firm.test/a', allTimesheets: 'https://odoo.firm.test/b' };
const who: Telling['who'] = {
  employee: { id: 1, name: 'Max' },
  email: 'max@firm.test',
  isHere: true,
  calendar: { zone: 'UTC', hours: [], closed: [] },
  leaves: [],
};
const gap = (id: number, day: string): Gap => ({
  managerAfterDays: 2,
  found: {
    employee: { id, name: `A colleague with quite a long name, number ${id}` },
    week: isoWeek(day),
    missing: '8',
    days: [{ day, expected: '8', entered: '0' }],
    caseKey: `${id}:${day}`,
  },
});
const textOf = (telling: Telling) =>
  noticeMessage(reminderView(telling, screens)).blocks.map((block) =>
    block.type === 'section' ? (block.text?.text ?? '') : '',
  );

it.each([60, 43, 40, 12])('a manager of %i people reads names, and how many more there are', (people) => {
  const gaps = Array.from({ length: people }, (_, index) => gap(index + 1, '2026-03-16'));
  const text = textOf({ to: 'manager', who, gaps })[2] ?? '';
  const named = text.match(/• /g)?.length ?? 0;
  const left = /… and (\d+) more$/.exec(text)?.[1];
  if (text.endsWith('… and more, in Odoo')) expect(named).toBeLessThan(40);
  else expect(named + Number(left ?? 0)).toBe(people);
});

it('nobody’s weeks are left out, however many', () => {
  const gaps = Array.from({ length: 26 }, (_, index) => gap(1, addDays('2026-03-16', -7 * index)));
  const telling: Telling = { to: 'person', who, gaps };
  const { text } = noticeMail(reminderView(telling, screens), { id: '1', email: who.email, host: 'desk.test' });
  expect(text.match(/Week of /gi)).toHaveLength(26);
  expect(text).toContain('AND 16 WEEKS MORE');
});
