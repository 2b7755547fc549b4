import { asksCalendar } from '../../rules/charge/multipliers.ts';
import type { Day, Entry, Ref, Work, Workday } from '../../rules/entry.ts';
import { given } from '../../rules/given.ts';
import type { Answer } from '../actions.ts';
import { runAction } from '../actions.ts';
import type { OdooApi } from '../api.ts';
import { present } from './read.ts';

type Schedule = Answer<'workdays'>['schedules'][string];
type Timed = Entry & { person: Ref };

/** Gives time its day in the person's working calendar, where agreed terms ask for one, or `always`: one call, else none. */
export async function attachWorkdays(api: OdooApi, works: readonly Work[], always = false): Promise<void> {
  const asked = works.map((work) => ({ work, rows: rowsOf(work) })).filter(({ rows }) => always || rows.length > 0);
  const entries = asked.flatMap(({ work }) => work.entries.filter(isTimed));
  const days = entries.map(({ date }) => date).toSorted();
  const [from, to] = [days[0], days.at(-1)];
  if (from === undefined || to === undefined) return;
  const named = asked.flatMap(({ rows }) => present(rows.map(({ calendar }) => calendar?.id)));
  const employees = [...new Set(entries.map(({ person }) => person.id))];
  const { people, schedules } = await runAction(api, 'workdays', {
    employees,
    calendars: [...new Set(named)],
    from,
    to,
  });
  const known = new Map(Object.entries(schedules).map(([key, schedule]) => [key, daysOf(schedule)]));
  const personOf = new Map(people.map((person) => [person.employee, person]));
  for (const entry of entries) {
    const { versions = [], named: others = [] } = personOf.get(entry.person.id) ?? {};
    const own = versionOn(versions, entry.date);
    const workday = own === undefined ? undefined : known.get(own)?.(entry.date);
    const namedWorkdays = present(others.map((key) => known.get(key)?.(entry.date)));
    Object.assign(entry, given({ workday, namedWorkdays: namedWorkdays.length ? namedWorkdays : undefined }));
  }
}

const rowsOf = ({ agreements = [] }: Work) =>
  agreements
    .flatMap(({ versions }) => versions.flatMap(({ multipliers = [] }) => multipliers))
    .filter((row) => asksCalendar(row));

const isTimed = (entry: Entry): entry is Timed => entry.kind === 'time' && entry.person !== undefined;

/** The version in force on the day; before the first one, the first one, as Odoo has it. */
function versionOn(versions: [Day, string][], day: Day): string | undefined {
  return (versions.findLast(([since]) => since <= day) ?? versions[0])?.[1];
}

function daysOf({ calendar, fixed, days }: Schedule): (day: Day) => Workday {
  const listed = new Map(days.map(([day, hours, holiday, partHoliday]) => [day, { hours, holiday, partHoliday }]));
  return (day) => {
    const { hours = '0', holiday, partHoliday } = listed.get(day) ?? {};
    return {
      ...given({ calendar, hours: fixed ? hours : undefined }),
      ...(holiday ? { holiday } : partHoliday && { partHoliday }),
    };
  };
}
