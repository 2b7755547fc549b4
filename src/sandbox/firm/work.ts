import { daysBetween, weekday, workday, type FirmCalendar } from './calendar.ts';
import type { Employee, TimeData } from './types.ts';
import { CALENDARS } from './catalogue.ts';

/** Where people work in an ordinary week. Work marked `new` began after the last billing, on orders that were never billed. */
const ASSIGNMENTS: Record<string, [project: string, task: string, mark?: 'new'][]> = {
  'Ada Brooks': [
    ['Metering programme', 'Steering'],
    ['Visitor website', 'Design'],
    ['Northlight internal', 'Team meeting'],
  ],
  'Ben Carter': [
    ['Metering programme', 'Integration'],
    ['Plant maintenance', 'Planning'],
    ['Claims platform', 'Advisory'],
  ],
  'Clara Diaz': [
    ['Plant maintenance', 'Planning'],
    ['Core banking', 'Migration'],
    ['Supply chain review', 'Review'],
  ],
  'David Evans': [
    ['Claims platform', 'Workshops'],
    ['Metering programme', 'Integration'],
    ['Northlight internal', 'Own training'],
  ],
  'Elena Fischer': [
    ['Port operations', 'Analysis'],
    ['Patient portal', 'Build'],
  ],
  'Farid Ghani': [
    ['Supply chain review', 'Review'],
    ['School processes', 'Process maps'],
    ['Warehouse', 'Study'],
  ],
  'Grace Hall': [
    ['Metering programme', 'Integration'],
    ['Warehouse', 'Support'],
  ],
  'Hugo Ivers': [
    ['Store system', 'Pilot'],
    ['Visitor website', 'Design'],
  ],
  'Irene Jacobs': [
    ['Booking engine', 'Interfaces', 'new'],
    ['Patient portal', 'Build'],
    ['School processes', 'Training'],
  ],
  'Jonas Keller': [
    ['Core banking', 'Migration'],
    ['Store system', 'Change requests', 'new'],
    ['Northlight internal', 'Own training'],
  ],
};

const DONE = ['Preparation', 'Follow-up', 'Review with the customer', 'Draft', 'Analysis', 'Call and notes', 'Testing'];

/** A day is one piece of work, or two that make eight hours. */
const SPLITS = [[8], [5, 3], [4.5, 3.5], [6.25, 1.75], [2, 6]];

/** mulberry32: small, even enough, the same everywhere. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * sides);
  };
}

/** The days on which something happened that `time` has to tell exactly so: they replace an ordinary day. */
function specialDays(calendar: FirmCalendar): TimeData[] {
  const on = (nth: number) => workday(calendar.lastMonthStart, nth, calendar.holiday);
  const long = (nth: number) => workday(calendar.start, nth, calendar.holiday);
  type Piece = [ref: string, task: string, hours: number, description: string, more?: Partial<TimeData>];
  const day = (employee: string, date: string, ...pieces: Piece[]): TimeData[] =>
    pieces.map(([ref, place, hours, description, more]) => {
      const [project = '', task = ''] = place.split(' / ');
      return { ref, employee, day: date, project, task, hours, description, approval: 'approved', ...more };
    });
  const advisory = 'Claims platform / Advisory';
  const booking = 'Booking engine / Interfaces';
  return [
    ...day(
      'Ben Carter',
      on(3),
      ['thirds-1', advisory, 20 / 3, 'Architecture board'],
      ['thirds-1b', advisory, 4 / 3, 'Minutes'],
    ),
    ...day(
      'Irene Jacobs',
      on(3),
      ['thirds-2', booking, 20 / 3, 'Rate import'],
      ['thirds-2b', booking, 4 / 3, 'Rate import, tests'],
    ),
    ...day(
      'David Evans',
      on(4),
      ['unapproved-1', 'Claims platform / Workshops', 5, 'Workshop on claims intake', { approval: 'pending' }],
      ['T-before-workshop', 'Metering programme / Integration', 3, 'Interface list'],
    ),
    ...day('Farid Ghani', on(7), [
      'unapproved-2',
      'School processes / Process maps',
      8,
      'Process maps',
      { approval: 'pending' },
    ]),
    ...day(
      'Clara Diaz',
      on(5),
      ['edited', 'Core banking / Migration', 4, 'Cutover plan', { approval: 'changed', approvedHours: 3 }],
      ['T-beside-cutover', 'Plant maintenance / Planning', 4, 'Spare parts list'],
    ),
    ...day(
      'Jonas Keller',
      on(8),
      ['closed-task', 'Core banking / Data handover', 3, 'Questions after the handover'],
      ['T-beside-handover', 'Core banking / Migration', 5, 'Dry run'],
    ),
    ...day(
      'Grace Hall',
      on(11),
      ['too-long', 'Metering programme / Integration', 9.5, 'Meter data load'],
      ['correction', 'Metering programme / Integration', -1.5, 'Correction: lunch was booked as work'],
    ),
    ...[2, 3, 4].flatMap((nth) =>
      day('Irene Jacobs', long(nth), [`stale-${String(nth - 1)}`, booking, 8, 'Kick-off and interfaces']),
    ),
  ];
}

/**
 * Every working day of every employee from three months ago to yesterday, eight hours each; approved up to the end of
 * last month. `away` are the days someone entered nothing.
 */
export function work(calendar: FirmCalendar, employees: Employee[], away: Set<string>): TimeData[] {
  const special = specialDays(calendar);
  const onSpecialDay = (name: string, day: string) =>
    special.filter((each) => each.employee === name && each.day === day);
  const roll = dice(19);
  let count = 0;
  return employees.flatMap(({ name, calendar: schedule }) => {
    const weekdays = CALENDARS.find((each) => each.name === schedule)?.weekdays ?? [];
    return daysBetween(calendar.start, calendar.today)
      .filter((day) => day < calendar.today && weekdays.includes(weekday(day)) && day !== calendar.holiday)
      .filter((day) => !away.has(`${name} ${day}`))
      .flatMap((day) => {
        const told = onSpecialDay(name, day);
        return told.length > 0 ? told : ordinaryDay(name, day);
      });
  });

  function ordinaryDay(employee: string, day: string): TimeData[] {
    const open = (ASSIGNMENTS[employee] ?? []).filter(([, , mark]) => mark !== 'new' || day > calendar.billedThrough);
    const first = roll(open.length);
    return (SPLITS[roll(SPLITS.length)] ?? []).map((hours, index) => {
      const [project, task] = open[(first + index) % open.length] ?? ['', ''];
      const ref = `T${String(++count).padStart(4, '0')}`;
      const approval = day <= calendar.lastMonthEnd ? 'approved' : 'pending';
      return { ref, employee, day, project, task, hours, description: DONE[roll(DONE.length)] ?? '', approval };
    });
  }
}
