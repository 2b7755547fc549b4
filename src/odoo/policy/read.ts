import type { UnreadablePolicy } from '../../approvals/ports.ts';
import { policyFile } from '../../approvals/policy/schema.ts';
import type { Policy } from '../../approvals/policy/schema.ts';
import { expectation, problemsOf } from '../../rules/terms/file/parse.ts';
import { type Answer, runAction } from '../actions.ts';
import { along, whole } from '../along.ts';
import type { Domain, OdooApi, Row } from '../api.ts';
import type { Naming } from '../terms/values.ts';
import { saidBy } from '../terms/values.ts';
import type { PolicyTable } from './shape.ts';
import { LIMITS, POLICY, POLICY_FIELDS, ROWS, STEPS } from './shape.ts';

type Plain = Record<string, unknown>;

const ABOUT = ['x_name', 'x_version', 'x_status', 'x_company_id', 'x_currency_id', 'x_intact'];
const DECIDES = ['in-force', 'superseded'];

/** A version of the approval policy as it stands in Odoo, fit to be used or not. */
export interface WrittenPolicy {
  row: Row;
  status: 'draft' | 'proposed' | 'in-force' | 'superseded';
  /** In the form of the schema. */
  said: Plain;
  /** Undefined where there are problems. */
  policy?: Policy | undefined;
  problems: string[];
}

/**
 * The versions of the approval policy that were put in force, by the schema of the file. One that does not fit, or is not
 * what was put in force, is named with what is wrong, and nothing of it is used.
 */
export async function readPolicies(api: OdooApi): Promise<{ policies: Policy[]; unreadable: UnreadablePolicy[] }> {
  const read = await readWritten(api, [['x_status', 'in', DECIDES]]);
  return {
    policies: read.flatMap(({ policy }) => policy ?? []),
    unreadable: unreadableOf(read),
  };
}

export const unreadableOf = (read: readonly WrittenPolicy[]): UnreadablePolicy[] =>
  read.flatMap(({ row, policy, problems }) => (policy ? [] : unreadable(row, problems)));

/** Versions in whatever status, in the order they were made. */
export async function readWritten(api: OdooApi, which: Domain = []): Promise<WrittenPolicy[]> {
  const reads = [
    along(POLICY, which, { fields: [...ABOUT, ...POLICY_FIELDS.map(({ name }) => name)], names: true }),
    ...[ROWS, STEPS, LIMITS].map(({ model, parent, fields }) =>
      along(model, [], {
        fields: [parent.field, 'x_sequence', ...fields.map(({ name }) => name)],
        ...{ names: true, order: 'x_sequence, id' },
      }),
    ),
  ];
  const answer = await runAction(api, 'policy_names', { people: [], groups: [], reads });
  const tables = await Promise.all(reads.map((read, index) => whole(api, read, answer.rows[index])));
  const [found = [], allRows = [], allSteps = [], limits = []] = tables;
  const { naming, listed } = namesIn(answer);
  const rows = listed(ROWS, allRows);
  const steps = listed(STEPS, allSteps);
  const of = (table: PolicyTable, all: Row[], parent: Row): Row[] =>
    all.filter((row) => (row[table.parent.field] as [number, string])[0] === parent.id);
  const said = (table: PolicyTable, row: Row): Plain => saidBy(row, table.fields, {}, naming);

  return found.map((row) => {
    const policy = {
      ...aboutOf(row),
      ...saidBy(row, POLICY_FIELDS, {}, naming),
      rows: of(ROWS, rows, row).map((one) => {
        const asked = of(STEPS, steps, one).map((step) => said(STEPS, step));
        return { when: {}, ...said(ROWS, one), ...(asked.length && { steps: asked }) };
      }),
      limits: of(LIMITS, limits, row).map((one) => said(LIMITS, one)),
    };
    const { data, error } = policyFile.safeParse({ policy }, { error: expectation });
    const problems = [
      ...(row.x_intact === true ? [] : ['It is not what was put in force: it was changed since.']),
      ...(error?.issues.flatMap((issue) => problemsOf(issue, { policy })) ?? []).map(
        ({ path, value, expected }) => `${inWords(path)} is ${value}; expected ${expected}.`,
      ),
    ];
    const status = row.x_status as WrittenPolicy['status'];
    return { row, status, said: policy, problems, policy: problems.length ? undefined : data?.policy };
  });
}

/** Whom they name. What the robot may not see, and what was archived, would be missing from the lists it reads itself. */
function namesIn({ lists, users, groups }: Answer<'policy_names'>) {
  const names: Record<string, Map<number, string>> = { 'res.users': new Map(users), 'res.groups': new Map(groups) };
  const ids = new Map(lists.map(([model, id, field, listed]) => [[model, id, field].join(), listed]));
  const naming: Naming = (model, id) => names[model]?.get(id);
  const listed = ({ model, fields }: PolicyTable, rows: Row[]): Row[] =>
    rows.map((row) => ({
      ...row,
      ...Object.fromEntries(
        fields
          .filter(({ kind }) => kind === 'many2many')
          .map(({ name }) => [name, ids.get([model, row.id, name].join()) ?? []]),
      ),
    }));
  return { naming, listed };
}

const named = (value: unknown) =>
  Array.isArray(value) ? { id: value[0] as number, name: String(value[1]).trim().slice(0, 200) } : undefined;

function aboutOf(row: Row): Plain {
  const company = named(row.x_company_id);
  return {
    name: row.x_name,
    version: row.x_version,
    currency: named(row.x_currency_id)?.name,
    ...(company && { company }),
  };
}

function unreadable(row: Row, problems: string[]): UnreadablePolicy {
  const company = named(row.x_company_id);
  return {
    name: String(row.x_name),
    version: Number(row.x_version),
    ...(typeof row.x_effective_from === 'string' && { effectiveFrom: row.x_effective_from }),
    ...(company && { companyId: company.id }),
    problems,
  };
}

/** `Rows, row 2: when amountUpTo`: where on the screen to look. */
function inWords([, ...path]: readonly PropertyKey[]): string {
  return path
    .map((one) => (typeof one === 'number' ? `row ${one + 1}` : String(one)))
    .join(', ')
    .replace(/^./, (letter) => letter.toUpperCase());
}
