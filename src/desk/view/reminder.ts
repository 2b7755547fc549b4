import type { Telling } from '../../billing/watch/remind.ts';
import { exact, sum } from '../../money/decimal.ts';
import { periodWords, weekday, weekOf } from '../../rules/days.ts';
import type { Day } from '../../rules/entry.ts';
import { count, quantityText } from '../../rules/words.ts';
import { day as dayText, quantity } from '../format.ts';
import { firstRows, type NoticeView } from './notice.ts';
import { name } from './text.ts';

const WEEKS_SHOWN = 10;
const PEOPLE_SHOWN = 40;

/** The screens of Odoo a reminder leads to. */
export type Screens = Record<'timesheets' | 'allTimesheets', string>;

/** What somebody, or their manager, is told of missing hours. */
export function reminderView(telling: Telling, screens: Screens): NoticeView {
  return telling.to === 'person' ? ofOnesOwn(telling, screens) : ofOnesPeople(telling, screens);
}

function ofOnesOwn({ gaps }: Telling, { timesheets }: Screens): NoticeView {
  const total = quantityText(sum(gaps.map(({ found }) => exact(found.missing))), 'h');
  const rest = gaps.slice(WEEKS_SHOWN);
  const days = Math.min(...gaps.map(({ managerAfterDays }) => managerAfterDays));
  return {
    title: `${total} of your time ${total === '1 h' ? 'is' : 'are'} not in Odoo yet`,
    lines: ['Please enter the time you worked on these days, or the leave it was.'],
    sections: [
      ...gaps.slice(0, WEEKS_SHOWN).map(({ found }) => ({
        title: `${weekWords(found.days[0]?.day ?? '')}: ${quantityText(found.missing, 'h')} missing`,
        mood: 'calm' as const,
        ...firstRows(
          found.days.map(({ day, entered, expected }) => ({
            what: `${capital(weekday(day))}, ${dayText(day)}`,
            how: `${quantity(entered)} of ${quantityText(expected, 'h')}`,
          })),
          7,
        ),
      })),
      ...(rest.length > 0
        ? [
            {
              title: `And ${count(rest.length, 'week')} more`,
              mood: 'calm' as const,
              rows: rest.map(({ found }) => ({
                what: weekWords(found.days[0]?.day ?? ''),
                how: quantityText(found.missing, 'h'),
              })),
            },
          ]
        : []),
    ],
    links: [{ label: 'Enter time in Odoo', url: timesheets }],
    small: [
      `What is expected is your working calendar in Odoo, without leave and public holidays. Of the same hours you are reminded once; where they are still missing ${count(days, 'working day')} later, your manager is told.`,
    ],
  };
}

function ofOnesPeople({ gaps }: Telling, { allTimesheets }: Screens): NoticeView {
  const people = new Set(gaps.map(({ found }) => found.employee.id)).size;
  const total = quantityText(sum(gaps.map(({ found }) => exact(found.missing))), 'h');
  const rows = gaps.map(({ found }) => ({
    what: name(found.employee.name),
    how: quantityText(found.missing, 'h'),
    note: `${weekWords(found.days[0]?.day ?? '')}, ${found.days.map(({ day }) => capital(weekday(day)).slice(0, 3)).join(', ')}`,
  }));
  return {
    title: `${total} of ${count(people, 'person', 'people')} in your team ${total === '1 h' ? 'is' : 'are'} not in Odoo`,
    lines: [
      `Each was sent a reminder, as far as is known, and the hours are still missing. What isn’t entered can’t be billed.`,
    ],
    sections: [{ title: 'Still missing', mood: 'calm', ...firstRows(rows, PEOPLE_SHOWN) }],
    links: [{ label: 'All timesheets in Odoo', url: allTimesheets }],
    small: ['You get this as their manager in Odoo, once for the same hours.'],
  };
}

/** `Week of 9 Feb 2026 to 15 Feb 2026`. */
const weekWords = (day: Day): string => {
  const { monday, sunday } = weekOf(day);
  return `Week of ${periodWords(monday, sunday)}`;
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
