import type { Policy } from '../../approvals/policy/schema.ts';
import { exact, text } from '../../money/decimal.ts';
import { shown } from '../../rules/terms/file/problem.ts';
import type { OdooApi, Row } from '../api.ts';
import { OdooError } from '../errors.ts';
import { load } from '../load.ts';
import type { ShapeField } from '../shape.ts';
import type { Difference } from '../terms/differences.ts';
import { differences, sorted } from '../terms/differences.ts';
import { at } from '../terms/form.ts';
import type { ImportProblem } from '../terms/resolve.ts';
import { policyValues, tableRows } from './form.ts';
import type { WrittenPolicy } from './read.ts';
import { readWritten } from './read.ts';
import { resolvePolicy } from './resolve.ts';
import { POLICY_FIELDS } from './shape.ts';

type Plain = Record<string, unknown>;

export interface PolicyDraft {
  /** As it will read in Odoo, numbered. */
  policy: Policy;
  /** The version it is compared with; undefined for the first one. */
  base?: Pick<WrittenPolicy, 'status'> & { version: number };
  changes: Difference[];
  /** Highest number in Odoo as it was compared; 0 where there is none. */
  last: number;
  values: Row;
}

/** What a file would change: a draft to write, nothing, or what is in the way. */
export type PolicyImport =
  | { draft: PolicyDraft; problems?: never }
  | { same: WrittenPolicy; draft?: never; problems?: never }
  | { problems: ImportProblem[]; draft?: never };

/** What bringing this policy into Odoo would change. Odoo is only read. */
export async function preparePolicy(reader: OdooApi, given: Policy): Promise<PolicyImport> {
  const [{ policy, problems, idOf }, currency] = await Promise.all([
    resolvePolicy(reader, given),
    currencyOf(reader, given.currency),
  ]);
  if (!currency)
    problems.push({ path: ['policy', 'currency'], value: given.currency, expected: 'a currency Odoo has' });
  else problems.push(...lost(policy, currency.places), ...(await foreign(reader, policy, currency.id)));
  if (problems.length || !currency) return { problems };
  const versions = await versionsOf(reader, policy);
  const newest = versions.at(-1);
  const changes = differences(plain(newest?.said ?? {}), plain(policy));
  if (newest && !changes.length) return { same: newest };
  const last = newest ? numberOf(newest) : 0;
  const numbered = { ...policy, version: Math.max(policy.version, last + 1) };
  return {
    draft: {
      policy: numbered,
      ...(newest && { base: { status: newest.status, version: last } }),
      changes,
      last,
      values: policyValues(numbered, currency.id, idOf),
    },
  };
}

/**
 * Writes the draft in the keeper's name, whole or not at all; then reads it again.
 *
 * @throws OdooError where Odoo refuses it, and nothing is written; `schema` where it then holds something else
 */
export async function writeDraft(
  reader: OdooApi,
  keeper: OdooApi,
  { policy, last, values }: PolicyDraft,
): Promise<void> {
  await load(reader, keeper, 'action_load_policy', { last, values });
  const held = (await versionsOf(reader, policy)).find((one) => numberOf(one) === policy.version);
  if (!held || differences(plain(policy), plain(held.said)).length)
    throw new OdooError(
      'schema',
      `Odoo holds something else than the file as version ${policy.version} of ${policy.name}.`,
      'Delete that draft in Odoo, and report this.',
    );
}

const plain = (said: object): Plain => sorted(said) as Plain;
const numberOf = ({ row }: WrittenPolicy): number => Number(row.x_version);

/** Of the same company, or of every company, by number. */
async function versionsOf(api: OdooApi, { company }: Policy): Promise<WrittenPolicy[]> {
  const found = await readWritten(api, [['x_company_id', '=', company?.id ?? false]]);
  return found.toSorted((a, b) => numberOf(a) - numberOf(b));
}

async function currencyOf(api: OdooApi, code: string): Promise<{ id: number; places: number } | undefined> {
  const fields = ['decimal_places'];
  const [row] = await api.searchRead('res.currency', [['name', '=', code]], { fields, archived: true });
  return row && { id: row.id as number, places: Number(row.decimal_places) };
}

/** Amounts of another currency than the company's could be compared with none of its invoices. */
async function foreign(api: OdooApi, { company, currency }: Policy, id: number): Promise<ImportProblem[]> {
  if (company?.id === undefined) return [];
  const [own] = await api.searchRead('res.company', [['id', '=', company.id]], {
    fields: ['currency_id'],
    names: true,
  });
  const [ownId, ownCode] = (own?.currency_id ?? []) as [number?, string?];
  if (ownId === undefined || ownId === id) return [];
  return [{ path: ['policy', 'currency'], value: currency, expected: `${ownCode}, the company’s own` }];
}

/** What Odoo's fields can't hold as it is written: more decimals than the currency has, more digits than a number. */
function lost(policy: Policy, places: number): ImportProblem[] {
  const inRow = (row: Plain, fields: readonly ShapeField[], before: PropertyKey[]): ImportProblem[] =>
    fields.flatMap(({ kind, path }) => {
      const value = kind === 'monetary' || kind === 'float' ? (at(row, path) as string | undefined) : undefined;
      if (value === undefined) return [];
      const held = exact(Number(kind === 'monetary' ? exact(value).toFixed(places) : value));
      if (held.eq(value)) return [];
      const expected = `a value Odoo can hold: it would be ${shown(text(held))}`;
      return [{ path: ['policy', ...before, ...path], value, expected }];
    });
  return [
    ...inRow(policy as Plain, POLICY_FIELDS, []),
    ...tableRows(policy).flatMap(({ table, row, path }) => inRow(row, table.fields, path)),
  ];
}
