import type { ImportProblem } from '../odoo/terms/resolve.ts';
import { pathText, shown } from '../rules/terms/file/problem.ts';
import type { Reference } from '../rules/terms/values.ts';
import { Refused } from './refused.ts';

/** Where in a file, what is there, what should be. */
export const foundWords = ({ path, value, expected }: ImportProblem): string =>
  `${pathText(path)} is ${shown(asWritten(value))}; expected ${expected}.`;

/** A record known by its name alone is written as the name. */
function asWritten(value: unknown): unknown {
  const { id, name } = (value ?? {}) as Reference;
  return typeof value === 'object' && id === undefined && name !== undefined ? name : value;
}

export const refused = (problems: readonly string[]): Refused =>
  new Refused(`Nothing was written:\n${problems.join('\n')}`, 'Mend the file, and import it again.');
