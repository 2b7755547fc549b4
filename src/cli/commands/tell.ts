import type { SentDigest } from '../../rules/digest.ts';
import type { Reminded } from '../../billing/watch/remind.ts';
import { given } from '../../rules/given.ts';
import { askDesk } from '../ask-desk.ts';
import type { Place } from '../place.ts';
import { Refused } from '../refused.ts';

export interface RemindOptions {
  from?: string;
  to?: string;
  tolerance?: string;
  managerAfter?: string;
  dryRun?: boolean;
}

/** Has the desk remind whoever's week falls short. @throws Refused where the desk does not take it */
export async function remindPeople(
  place: Place,
  { from, to, tolerance = '0', managerAfter, dryRun = false }: RemindOptions,
): Promise<Reminded[]> {
  const days = managerAfter === undefined ? undefined : Number(managerAfter);
  if (days !== undefined && !(Number.isInteger(days) && days > 0)) {
    throw new Refused(`${managerAfter} is no number of working days.`, 'Write --manager-after 2.');
  }
  const asked = { toleranceHours: tolerance, dryRun, ...given({ from, to, managerAfterDays: days }) };
  return (await askDesk<{ reminders: Reminded[] }>(place, '/reminders', asked)).reminders;
}

/** Has the desk tell what is open, where that was not told today. @throws Refused where the desk does not take it */
export async function tellOpenCases(place: Place): Promise<SentDigest[]> {
  return (await askDesk<{ digests: SentDigest[] }>(place, '/digests', {})).digests;
}

export function remindText(reminders: readonly Reminded[], json: boolean): string {
  if (json) return JSON.stringify(reminders, undefined, 2);
  if (reminders.length === 0) return 'Nobody’s week falls short.';
  return reminders
    .map(({ employee, employeeId, week, missing, status, until, why }) => {
      const more = [until && `until ${until}`, why].filter(Boolean).join(' ');
      return `  ${employee || `Employee ${employeeId}`}, ${week}, ${missing} h: ${STATUS[status]}${more ? ` ${more}` : ''}`;
    })
    .join('\n');
}

const STATUS: Record<Reminded['status'], string> = {
  reminded: 'reminded',
  'manager-told': 'manager told',
  waits: 'told before, or waits',
  unreachable: 'can’t be told.',
  entered: 'nothing is missing any more',
};

const DIGEST: Record<SentDigest['status'], (day: string) => string> = {
  sent: () => 'on its way',
  already: (day) => `was told on ${day} already`,
  waits: (day) => `one of ${day} waits to be sent`,
  unsure: (day) => `one of ${day} may have arrived, and is not sent again`,
};

export function digestText(digests: readonly SentDigest[], json: boolean): string {
  if (json) return JSON.stringify(digests, undefined, 2);
  return digests.map(({ to, day, status }) => `  ${to}: ${DIGEST[status](day)}`).join('\n');
}
