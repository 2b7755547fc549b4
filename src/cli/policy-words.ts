import type { Limit, Policy, PolicyRow } from '../approvals/policy/schema.ts';
import { limitWords, rowWords } from '../approvals/policy/words.ts';
import type { PolicyDraft } from '../odoo/policy/import.ts';
import type { WrittenPolicy } from '../odoo/policy/read.ts';
import { LIMITS, POLICY_FIELDS, ROWS, STEPS } from '../odoo/policy/shape.ts';
import type { Difference } from '../odoo/terms/differences.ts';
import { valueWords } from '../odoo/terms/differences.ts';
import { dayWords } from '../rules/days.ts';

export const STATUS = {
  draft: 'draft',
  proposed: 'proposed',
  'in-force': 'in force',
  superseded: 'superseded',
} as const;

export const titleOf = ({ name, version, company }: Pick<Policy, 'name' | 'version' | 'company'>): string =>
  `${name}, version ${version}, of ${company?.name ?? 'every company'}`;

/** Of a version in Odoo, fit to be used or not. */
export const titleIn = ({ said }: Pick<WrittenPolicy, 'said'>): string => titleOf(said as Policy);

/** What an import does, for whoever says yes to it. */
export function draftWords({ policy, base, changes }: PolicyDraft): string {
  const than = base ? `, unlike version ${base.version} (${STATUS[base.status]})` : '';
  return [
    `${titleOf(policy)}: a draft, from ${dayWords(policy.effectiveFrom)}${than}.`,
    ...(base ? changes.map(changeWords) : wholeWords(policy)).map((line) => `  ${line}`),
  ].join('\n');
}

const wholeWords = ({ rows, limits, ...about }: Policy): string[] => [
  ...POLICY_FIELDS.flatMap(({ path: [field = ''], label }) =>
    about[field as keyof typeof about] === undefined
      ? []
      : [`${label}: ${valueWords(about[field as keyof typeof about])}`],
  ),
  ...rows.map((row, index) => `Row ${index + 1}: ${rowWords(row)}`),
  ...limits.map((limit) => `Limit: ${limitWords(limit)}`),
];

/** `Row 2, Above: 10000 → 12000`; what is new or gone says so. */
function changeWords({ path, before, after }: Difference): string {
  const [table, index, ...inside] = path;
  const words = table === 'rows' || table === 'limits' ? tableWords(table, Number(index), inside) : undefined;
  const place =
    words?.place ?? POLICY_FIELDS.find((field) => field.path.join() === path.join())?.label ?? path.join(' ');
  const said = words?.said ?? valueWords;
  if (before === undefined) return `${place}: ${said(after)}`;
  return after === undefined ? `${place}: ${said(before)}, no more` : `${place}: ${said(before)} → ${said(after)}`;
}

function tableWords(table: 'rows' | 'limits', index: number, inside: PropertyKey[]) {
  const [field, number, ...deeper] = inside;
  const row = `${table === 'rows' ? 'Row' : 'Limit'} ${index + 1}`;
  if (!inside.length)
    return {
      place: row,
      said: (value: unknown) => (table === 'rows' ? rowWords(value as PolicyRow) : limitWords(value as Limit)),
    };
  if (field === 'steps' && number !== undefined)
    return { place: `${row}, step ${Number(number) + 1}${deeper.length ? `, ${labelOf(STEPS, deeper)}` : ''}` };
  return { place: `${row}, ${labelOf(table === 'rows' ? ROWS : LIMITS, inside)}` };
}

/** As on the screen; of several choices the first part of it. */
function labelOf({ fields }: typeof ROWS, path: PropertyKey[]): string {
  const field = fields.find((one) => one.path.join() === path.filter((step) => typeof step !== 'number').join());
  return field && field.kind !== 'flag' ? field.label : path.filter((step) => typeof step !== 'number').join(' ');
}
