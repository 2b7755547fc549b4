import type { Dated } from './values.ts';
import { overlap } from './values.ts';

/** Where zod's refinements put what they find. Messages read on after "expected". */
export interface Findings {
  addIssue(issue: { code: 'custom'; message: string; path: PropertyKey[]; input?: unknown }): void;
}

export function expected(findings: Findings, path: PropertyKey[], message: string): void {
  findings.addIssue({ code: 'custom', message, path });
}

export function inOrder(findings: Findings, { effectiveFrom, effectiveTo }: Dated, path: PropertyKey[] = []): void {
  if (effectiveFrom !== undefined && effectiveTo !== undefined && effectiveTo < effectiveFrom)
    expected(findings, [...path, 'effectiveTo'], `a day on or after effectiveFrom (${effectiveFrom})`);
}

/** Of rows about the same (`about`), no two may hold on the same day. */
export function noneTwice<Row extends Dated>(
  findings: Findings,
  rows: readonly Row[],
  about: (row: Row) => string,
  path: PropertyKey[] = [],
): void {
  rows.forEach((row, index) => {
    inOrder(findings, row, [...path, index]);
    const other = rows.slice(0, index).findIndex((earlier) => about(earlier) === about(row) && overlap(earlier, row));
    if (other >= 0)
      expected(
        findings,
        [...path, index],
        `something else than row ${other + 1} says for the same days: which of the two holds?`,
      );
  });
}

/** `one` of the fields is given, and no other of them. */
export function exactlyOne<Row extends object>(
  findings: Findings,
  row: Row,
  names: readonly (keyof Row & string)[],
  path: PropertyKey[] = [],
): void {
  const said = names.filter((name) => row[name] !== undefined);
  const [first = ''] = said.length ? said : names;
  if (said.length !== 1) expected(findings, [...path, first], `exactly one of ${names.join(' and ')}`);
}

/** `name` is given where `needed`, and only there. */
export function onlyWhere<Row extends object>(
  findings: Findings,
  row: Row,
  name: keyof Row & string,
  needed: boolean,
  where: string,
  path: PropertyKey[] = [],
): void {
  if (needed && row[name] === undefined) expected(findings, [...path, name], `a value, because ${where}`);
  if (!needed && row[name] !== undefined)
    expected(findings, [...path, name], `nothing: it is used only where ${where}`);
}
