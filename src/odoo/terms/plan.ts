import { shown } from '../../rules/terms/file/problem.ts';
import type { Agreement, TermsVersion } from '../../rules/terms/schema.ts';
import type { Reference } from '../../rules/terms/values.ts';
import type { Difference } from './differences.ts';
import { differences, sorted } from './differences.ts';
import { asDraft } from './form.ts';
import type { ImportProblem } from './resolve.ts';
import { placeWords } from './words.ts';
import type { Plain, Written } from './written.ts';

/** What an import does with one agreement of a file. */
export interface AgreementPlan {
  agreement: Agreement;
  /** Odoo does not have it yet. */
  isNew: boolean;
  /** Highest number in Odoo as it was compared; 0 where there is none. */
  last: number;
  /** Versions to write, numbered as they will be. None: nothing changed. */
  drafts: DraftPlan[];
}

export interface DraftPlan {
  version: TermsVersion;
  /** As it will read in Odoo. */
  plain: Plain;
  /** The version it is compared with; undefined for the first one. */
  base: number | undefined;
  changes: Difference[];
}

/** What Odoo itself gives an agreement without an id. */
const GIVEN = /^agreement-\d+$/;

/**
 * What an import would do, by agreement; a plan with problems is carried out in no part.
 *
 * @param agreements with every reference resolved
 * @param places decimals by currency code
 */
export function planImport(
  agreements: readonly Agreement[],
  written: readonly Written[],
  places: ReadonlyMap<string, number>,
): { plans: AgreementPlan[]; problems: ImportProblem[] } {
  const problems: ImportProblem[] = [];
  const plans = agreements.map((agreement, index) => {
    const at = ['agreements', index];
    const decimals = places.get(agreement.currency);
    if (decimals === undefined)
      problems.push({
        path: [...at, 'currency'],
        value: agreement.currency,
        expected: 'a currency Odoo has',
      });
    const existing = written.find(({ about }) => about.id === agreement.id);
    if (existing) problems.push(...otherwise(agreement, existing, at));
    else if (GIVEN.test(agreement.id))
      problems.push({
        path: [...at, 'id'],
        value: agreement.id,
        expected: 'an id of its own: Odoo gives this form to agreements without one, and has none of this number',
      });
    const plan: AgreementPlan = { agreement, isNew: !existing, last: lastOf(existing), drafts: [] };
    const inOrder = agreement.versions
      .map((version, place) => ({ version, path: [...at, 'versions', place] }))
      .toSorted((a, b) => a.version.version - b.version.version);
    for (const { version, path } of inOrder) {
      const plain = asDraft(version, decimals ?? 2);
      problems.push(...lost(version, plain, path));
      const isLast = version === inOrder.at(-1)?.version;
      const step = existing ? planVersion(plain, existing, plan, isLast) : draftOf(plain, version.version, plan.drafts);
      if (step && 'expected' in step) problems.push({ path, ...step });
      else if (step) plan.drafts.push({ version: { ...version, version: Number(step.plain.version) }, ...step });
    }
    return plan;
  });
  return { plans, problems };
}

type Step = Omit<DraftPlan, 'version'> | Pick<ImportProblem, 'value' | 'expected'> | undefined;

/** A version of an agreement Odoo has: there already, a draft to add, or a problem. */
function planVersion(plain: Plain, existing: Written, { last, drafts }: AgreementPlan, isLast: boolean): Step {
  const number = Number(plain.version);
  const known = existing.versions.filter(({ row }) => Number(row.x_version) >= number);
  if (known.some((one) => !differences(one.plain, plain).length)) return undefined;
  const same = known.find(({ row }) => Number(row.x_version) === number);
  if (!isLast && known.length) {
    const [first] = same ? differences(same.plain, plain) : [];
    const where = first ? ` (${placeWords(first.path)} differs)` : '';
    const expected = `what version ${number} says in Odoo${where}: change the last version of the file, or add one`;
    return { value: number, expected };
  }
  const next = Math.max(last, ...drafts.map((draft) => Number(draft.plain.version))) + 1;
  return draftOf(plain, Math.max(number, next), drafts, existing);
}

function draftOf(plain: Plain, number: number, drafts: readonly DraftPlan[], existing?: Written): Step {
  const before = drafts.at(-1)?.plain ?? existing?.versions.at(-1)?.plain;
  const numbered = { ...plain, version: number };
  return {
    plain: numbered,
    base: before === undefined ? undefined : Number(before.version),
    changes: differences(before ?? {}, numbered),
  };
}

const lastOf = (existing: Written | undefined): number =>
  Math.max(0, ...(existing?.versions ?? []).map(({ row }) => Number(row.x_version)));

/** Whose work an agreement is about, and in which currency, is changed in Odoo by a person. */
function otherwise(agreement: Agreement, { about, row }: Written, at: PropertyKey[]): ImportProblem[] {
  const problems: ImportProblem[] = [];
  if (row.x_active !== true)
    problems.push({ path: [...at, 'id'], value: agreement.id, expected: 'an agreement in use: Odoo has it archived' });
  for (const name of ['name', 'company', 'customer', 'order', 'project', 'under', 'currency'] as const) {
    const [inFile, inOdoo] = [agreement[name], about[name]];
    if (idOr(inFile) === idOr(inOdoo)) continue;
    const expected = `${inOdoo === undefined ? 'nothing' : shown(inOdoo)}, as Odoo has it: change it there`;
    problems.push({ path: [...at, name], value: inFile, expected });
  }
  return problems;
}

const idOr = (value: unknown): unknown => (typeof value === 'object' ? (value as Reference | null)?.id : value);

/** What Odoo's fields can't hold as it is written: more decimals than the currency has, more digits than a number. */
function lost(version: TermsVersion, plain: Plain, at: PropertyKey[]): ImportProblem[] {
  return differences(sorted(version as Plain) as Plain, sorted(plain) as Plain).map(({ path, before, after }) => ({
    path: [...at, ...path],
    value: before,
    expected: `a value Odoo can hold: it would be ${after === undefined ? 'nothing' : shown(after)}`,
  }));
}
