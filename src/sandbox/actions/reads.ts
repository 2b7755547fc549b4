import type { ReadAlong } from '../../odoo/along.ts';
import { checkAccess, type Env } from '../env.ts';
import { searchRead } from '../methods.ts';

/** What the caller may see of each. */
export function reads(env: Env, wanted: readonly ReadAlong[] = []): unknown[][] {
  return wanted.map(({ model, domain, archived, ...read }) => {
    checkAccess(env, model, 'read');
    return searchRead(env.db, model, domain, { ...read, context: { active_test: !archived } });
  });
}
