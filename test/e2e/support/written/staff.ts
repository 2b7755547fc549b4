import { DateTime } from 'luxon';
import type { Written } from '../../../rules/written.ts';
import type { World } from '../world.ts';
import type { Values } from '../seed/odoo.ts';
import { createAll } from '../seed/odoo.ts';
import { Wanted } from './wanted.ts';

type WrittenDay = NonNullable<Written['work'][number]['day']>;

const DEFAULT = 'Ann';

/** The people of one case, by the names it has for them. */
export interface Crew {
  employee(who?: string, role?: string): number;
  calendar(name: string): number;
}

/** Employees, each with the job and the working calendar their case gives them. */
export class Staff {
  readonly #jobs = new Wanted('hr.job');
  readonly #calendars = new Wanted('resource.calendar');
  readonly #employees = new Wanted('hr.employee');
  readonly #late: (() => void)[] = [];
  readonly #holidays: (() => Values)[] = [];

  /** Wants everybody of a case, `also` those its terms name. */
  hire({ case: name, work, invoiced = [] }: Written, also: string[]): Crew {
    // The same claim of the same person in two cases would be a claim made twice.
    const apart = work.some(({ expense }) => expense !== undefined) ? name : undefined;
    const people = new Set([...work, ...invoiced].map(({ who = DEFAULT }) => who));
    const calendars = new Map<string, string>();
    for (const who of people) {
      const days = work.filter((entry) => (entry.who ?? DEFAULT) === who && entry.day);
      if (days.length > 0)
        calendars.set(
          who,
          this.#calendar(
            'Office',
            days.map(({ on, day = {} }) => [on, day]),
          ),
        );
    }
    const elsewhere = Map.groupBy(
      work.flatMap(({ on, elsewhere: day }) => (day ? [{ on, day }] : [])),
      ({ day }) => day.calendar,
    );
    const named = new Map(
      [...elsewhere].map(
        ([called, days]) =>
          [
            called,
            this.#calendar(
              called,
              days.map(({ on, day }) => [on, day]),
            ),
          ] as const,
      ),
    );
    const known = new Map<string, string>();
    const hire = (who: string, role: string | undefined): string => {
      const calendar = calendars.get(who);
      const key = JSON.stringify([who, role, calendar, apart]);
      if (role) this.#jobs.want(role, { name: role });
      if (!this.#employees.has(key)) {
        const values: Values = { name: who, date_version: '2025-01-01' };
        this.#employees.want(key, values);
        this.#late.push(() => {
          if (role) values.job_id = this.#jobs.id(role);
          if (calendar) values.resource_calendar_id = this.#calendars.id(calendar);
        });
      }
      if (!known.has(who)) known.set(who, key);
      return key;
    };
    for (const { who = DEFAULT, role } of [...work, ...invoiced]) hire(who, role);
    for (const who of also) if (!known.has(who)) hire(who, undefined);
    return {
      employee: (who = DEFAULT, role) =>
        this.#employees.id(role === undefined ? (known.get(who) ?? '') : hire(who, role)),
      calendar: (name) => this.#calendars.id(named.get(name) ?? ''),
    };
  }

  async make({ admin, odoo }: World): Promise<void> {
    // Odoo moves a calendar's holidays from the zone of whoever enters them.
    const [user] = await admin.searchRead('res.users', [['login', '=', odoo.login]], { fields: ['id'] });
    await admin.call('res.users', 'write', [[user?.id], { tz: 'UTC' }]);
    await Promise.all([this.#jobs.make(admin), this.#calendars.make(admin)]);
    for (const fill of this.#late) fill();
    await this.#employees.make(admin);
    const holidays = this.#holidays.map((holiday) => holiday());
    await createAll(admin, 'resource.calendar.leaves', holidays);
  }

  #calendar(name: string, days: [string, WrittenDay][]): string {
    const key = JSON.stringify([name, days]);
    if (this.#calendars.has(key)) return key;
    const flexible = days.every(([, { hours }]) => hours === undefined);
    const attendance_ids = [[5, 0, 0], ...attendances(days).map((row) => [0, 0, row])];
    this.#calendars.want(key, { name, tz: 'UTC', ...(flexible ? { flexible_hours: true } : { attendance_ids }) });
    for (const [on, { holiday, partHoliday }] of days) {
      if (!holiday && !partHoliday) continue;
      this.#holidays.push(() => ({
        name: holiday ?? partHoliday,
        calendar_id: this.#calendars.id(key),
        date_from: `${on} ${holiday ? '00:00:00' : '12:00:00'}`,
        date_to: `${on} 23:59:59`,
      }));
    }
    return key;
  }
}

/** Eight hours from Monday to Friday, other hours where a day of the case has them. */
function attendances(days: [string, WrittenDay][]): Values[] {
  const hours = new Map([1, 2, 3, 4, 5].map((weekday) => [weekday, 8]));
  for (const [on, { hours: own, holiday, partHoliday }] of days)
    if (!holiday && !partHoliday) hours.set(DateTime.fromISO(on).weekday, own ?? 0);
  return [...hours].flatMap(([weekday, all]) =>
    [
      { name: 'Morning', day_period: 'morning', hour_from: 8, hour_to: 8 + Math.min(all, 4) },
      { name: 'Afternoon', day_period: 'afternoon', hour_from: 13, hour_to: 13 + Math.max(all - 4, 0) },
    ]
      .filter(({ hour_from, hour_to }) => hour_to > hour_from)
      .map((half) => ({ dayofweek: String(weekday - 1), ...half })),
  );
}
