import type { Day, Entry } from '../entry.ts';
import { isMeant } from '../terms/in-force.ts';
import type { Section } from '../terms/schema.ts';
import { holdsOn } from '../terms/values.ts';
import { versionsOn } from '../terms/versions.ts';
import type { Charge } from './charge.ts';
import { agreed } from './charge.ts';

/**
 * The role the agreement gives a person on the service day, else the job position Odoo has; of the charge, or of earlier
 * work under the same agreement, by what was in force on its own day.
 */
export function roleOf(
  charge: Pick<Charge, 'entry' | 'terms'>,
  { person, role, date }: Pick<Entry, 'person' | 'role' | 'date'> = charge.entry,
): string | undefined {
  const roles = date === charge.entry.date ? agreed(charge, 'roles')?.section : rolesOn(charge, date);
  const named = roles?.find((row) => isMeant(row.person, person) && holdsOn(row, date));
  return named?.role ?? role;
}

function rolesOn({ terms }: Pick<Charge, 'terms'>, day: Day): Section<'roles'> | undefined {
  const inForce = [terms?.terms, terms?.master].map((each) => each && versionsOn(each.agreement.versions, day)[0]);
  return inForce.find((version) => version?.roles)?.roles;
}
