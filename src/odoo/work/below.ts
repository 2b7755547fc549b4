import { z } from 'zod/v4';
import { countsEarlier } from '../../rules/charge/counting.ts';
import { isMeant } from '../../rules/terms/in-force.ts';
import type { Agreement } from '../../rules/terms/schema.ts';
import { holdsOn } from '../../rules/terms/values.ts';
import type { Ref, Used } from '../../rules/entry.ts';
import type { OdooApi } from '../api.ts';
import { decimal, id, many2oneOrNone, textOrEmpty } from '../rows.ts';
import { SECTIONS } from '../terms/shape.ts';
import { byId, read, readByIds } from './read.ts';

const agreement = z.object({ id, x_key: textOrEmpty, x_under_id: many2oneOrNone });
const SWITCHES = Object.fromEntries(SECTIONS.map((section) => [section.switch, z.boolean()]));
const terms = z.object({ id, x_agreement_id: id, x_version: decimal, ...SWITCHES });

/** What is under the master agreements, by `agreement@version`. */
export type Below = ReadonlyMap<string, { agreement: string; master: NonNullable<Used['master']> }>;

/**
 * Everything under master agreements that count earlier work: of all companies, archived and unreadable too, for what was
 * billed under it counts all the same.
 */
export async function readBelow(api: OdooApi, agreements: Agreement[], replay: boolean): Promise<Below> {
  const masters = agreements.filter((each) => !each.under && (replay || countsEarlier(each, [])));
  if (!masters.length) return new Map();
  const keys = masters.map((master) => master.id);
  const about = await read(
    api,
    'x_billing_agreement',
    ['|', ['x_key', 'in', keys], ['x_under_id.x_key', 'in', keys]],
    agreement,
    { archived: true },
  );
  const known = byId(about);
  const under = about.filter((row) => row.x_under_id).map((row) => row.id);
  const versions = await readByIds(api, 'x_billing_terms', 'x_agreement_id', under, terms);
  return new Map(
    versions.flatMap((row) => {
      const own = known.get(row.x_agreement_id);
      const master = known.get(own?.x_under_id ?? 0);
      if (!own || !master) return [];
      const said = row as Record<string, unknown>;
      const except = SECTIONS.filter((section) => said[section.switch]).map(({ name }) => name);
      const of = { agreement: own.x_key, master: { agreement: master.x_key, except } };
      return [[`${own.x_key}@${row.x_version}`, of] as const];
    }),
  );
}

/** The role a version of the agreements gives a person on a day. */
export function roleIn(agreements: Agreement[], of: Pick<Used, 'agreement' | 'version' | 'date'>, person?: Ref) {
  const own = agreements.find((each) => each.id === of.agreement);
  const version = own?.versions.find((each) => each.version === of.version);
  return version?.roles?.find((row) => isMeant(row.person, person) && holdsOn(row, of.date))?.role;
}
