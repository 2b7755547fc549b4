import type { Policy } from '../../approvals/policy/schema.ts';
import type { Reference } from '../../rules/terms/values.ts';
import type { Row } from '../api.ts';
import type { ReferencePlace, Resolve } from '../terms/form.ts';
import { namedIn, rowValues } from '../terms/form.ts';
import type { PolicyTable } from './shape.ts';
import { LIMITS, POLICY_FIELDS, ROWS, STEPS } from './shape.ts';

type Plain = Record<string, unknown>;

/** A row of a table as the schema has it, and where it stands. */
export interface TableRow {
  table: PolicyTable;
  row: Plain;
  path: PropertyKey[];
}

/** Every row, step and limit. */
export function tableRows({ rows, limits }: Pick<Policy, 'rows' | 'limits'>): TableRow[] {
  const of = (table: PolicyTable, all: readonly object[], before: PropertyKey[]): TableRow[] =>
    all.map((row, index) => ({ table, row: row as Plain, path: [...before, index] }));
  return [
    ...of(ROWS, rows, ['rows']),
    ...rows.flatMap(({ steps = [] }, index) => of(STEPS, steps, ['rows', index, 'steps'])),
    ...of(LIMITS, limits, ['limits']),
  ];
}

/** Where a policy names companies, customers, people and groups. */
export const namedBy = (policy: Policy): ReferencePlace[] => [
  ...(policy.company
    ? [{ holder: policy as Plain, key: 'company', comodel: 'res.company', path: ['policy', 'company'] }]
    : []),
  ...tableRows(policy).flatMap(({ table, row, path }) => namedIn(row, table.fields, ['policy', ...path])),
];

/** A version as Odoo's form has it: the other way round of reading it. Its status is not said. */
export function policyValues(policy: Policy, currency: number, resolve: Resolve<Reference | string>): Row {
  const told = (table: PolicyTable, rows: readonly object[]): unknown[] =>
    rows.map((row, index) => [0, 0, { x_sequence: index + 1, ...rowValues(row as Plain, table.fields, resolve) }]);
  const rows = told(ROWS, policy.rows) as [0, 0, Plain][];
  policy.rows.forEach(({ steps }, index) => {
    if (steps) Object.assign(rows[index]?.[2] ?? {}, { [STEPS.parent.many]: told(STEPS, steps) });
  });
  return {
    x_name: policy.name,
    x_version: policy.version,
    x_currency_id: currency,
    ...(policy.company && { x_company_id: policy.company.id }),
    ...rowValues(policy as Plain, POLICY_FIELDS, resolve),
    [ROWS.parent.many]: rows,
    [LIMITS.parent.many]: told(LIMITS, policy.limits),
  };
}
