import type { Agreement } from '../../rules/terms/schema.ts';
import type { OdooApi } from '../api.ts';
import { asAgreement } from './read.ts';
import { readWritten } from './written.ts';

/** Agreements to write into a file, or why they can't be, by name. */
export interface TermsExport {
  agreements: Agreement[];
  problems: string[];
}

/**
 * The agreements in use with all their versions, and the master agreements of those; proposed versions are drafts. Only
 * what is whole is given out.
 *
 * @param ids of the agreements; all where left out
 */
export async function readForExport(api: OdooApi, ids?: readonly string[]): Promise<TermsExport> {
  const written = await readWritten(api);
  const byId = new Map(written.map((one) => [String(one.about.id), one]));
  const problems = (ids ?? [])
    .filter((id) => !byId.has(id))
    .map((id) => `${id}: Odoo has no agreement of this id in use.`);
  const wanted = new Set(ids ?? byId.keys());
  for (const id of [...wanted]) {
    const under = byId.get(id)?.about.under;
    if (under === undefined) continue;
    wanted.add(String(under));
    if (!byId.has(String(under))) problems.push(`${id}: its master agreement ${String(under)} is not in use.`);
  }
  const agreements = written.flatMap((one) => {
    if (!wanted.has(String(one.about.id))) return [];
    const read = asAgreement(one);
    if (read.agreement) return [read.agreement];
    problems.push(`${String(one.about.id)} (${String(one.about.name)}): ${read.problems.join(' ')}`);
    return [];
  });
  return { agreements, problems };
}
