import { expectation, problemsOf } from '../../rules/terms/file/parse.ts';
import type { AgreementsInUse } from '../../billing/ports.ts';
import type { Unreadable } from '../../rules/terms/in-force.ts';
import type { Agreement } from '../../rules/terms/schema.ts';
import { agreement as agreementSchema, version as versionSchema } from '../../rules/terms/schema.ts';
import type { OdooApi, Row } from '../api.ts';
import { placeWords } from './words.ts';
import type { Plain, Written, WrittenVersion } from './written.ts';
import { readWritten } from './written.ts';

/**
 * The agreements in use, with their versions, by the same schema as files. A record that does not fit is named with its
 * field, and nothing of its agreement is used. Drafts with mistakes are nobody's terms yet and stand in no way.
 */
export async function readAgreements(api: OdooApi, companyIds?: number[]): Promise<AgreementsInUse> {
  const found: AgreementsInUse = { agreements: [], unreadable: [] };
  for (const written of await readWritten(api, companyIds)) {
    const { row, about, versions } = written;
    const own = versions.filter(({ useful }) => useful);
    if (!own.length) continue;
    const unfinished = versions.flatMap((version) => (version.useful ? [] : changeOrderOnly(version.row)));
    const { agreement, problems } = asAgreement({ ...written, versions: own }, unfinished);
    if (agreement) found.agreements.push(agreement);
    else found.unreadable.push(unreadable(row, about, problems));
  }
  return found;
}

/** An agreement by the schema of files, or what of it doesn't fit, in words. */
export function asAgreement(
  { about, versions }: Written,
  more: Plain[] = [],
): { agreement: Agreement; problems?: never } | { agreement?: never; problems: string[] } {
  const whole = { ...about, versions: [...versions.map(({ plain }) => plain), ...more] };
  const read = agreementSchema.safeParse(whole, { error: expectation });
  const problems = [
    ...versions
      .filter(({ agreed, row }) => agreed && row.x_intact !== true)
      .map(({ row }) => `Version ${String(row.x_version)} is not what was agreed on: it was changed since.`),
    ...(read.error?.issues.flatMap((issue) => problemsOf(issue, whole)) ?? []).map(
      ({ path, value, expected }) => `${inWords(path, versions)} is ${value}; expected ${expected}.`,
    ),
  ];
  return read.data && !problems.length ? { agreement: read.data } : { problems };
}

/** Of a draft nobody can read yet: that there is a change order. It holds on no day. */
function changeOrderOnly({ x_version, x_effective_from, x_change_order_number }: Row): Plain[] {
  const draft = {
    version: x_version,
    status: 'draft',
    effectiveFrom: x_effective_from || '9999-12-31',
    changeOrder: { number: x_change_order_number || undefined },
  };
  return versionSchema.safeParse(draft).success ? [draft] : [];
}

function unreadable(row: Row, about: Plain, problems: string[]): Unreadable {
  const { customer, order, project, company } = about as Pick<Unreadable, 'customer' | 'order' | 'project' | 'company'>;
  return {
    id: String(row.x_key || `agreement-${String(row.id)}`),
    name: String(row.x_name),
    record: `x_billing_agreement,${String(row.id)}`,
    ...(customer && { customer }),
    ...(order && { order }),
    ...(project && { project }),
    ...(company && { company }),
    problems,
  };
}

/** `Version 2: Caps, row 1, Amount`: where on the screen to look. */
function inWords(path: readonly PropertyKey[], versions: readonly WrittenVersion[]): string {
  const [first, index, ...inside] = path;
  if (first !== 'versions' || typeof index !== 'number') return String(first ?? 'The agreement');
  return `Version ${String(versions[index]?.row.x_version)}: ${placeWords(inside)}`;
}
