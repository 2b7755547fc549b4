import type { Entry } from '../entry.ts';
import { isMeant } from '../terms/in-force.ts';
import { holdsOn } from '../terms/values.ts';
import type { Charge } from './charge.ts';
import { agreed } from './charge.ts';

/** The role the agreement gives a person on the service day, else the job position Odoo has; of the charge, or of earlier work. */
export function roleOf(
  charge: Pick<Charge, 'entry' | 'terms'>,
  { person, role, date }: Pick<Entry, 'person' | 'role' | 'date'> = charge.entry,
): string | undefined {
  const named = agreed(charge, 'roles')?.section.find((row) => isMeant(row.person, person) && holdsOn(row, date));
  return named?.role ?? role;
}
