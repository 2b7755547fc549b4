import { type Fault, FAULTS } from '../../approvals/record/fault.ts';
import type { Verdict } from '../../approvals/record/verify.ts';

/** All that `verify-audit` found. `unchecked`: what could not be looked at, and why. */
export interface AuditReport extends Verdict {
  alarms: string[];
  unchecked: string[];
}

/** 0: all of it holds. 1: something is wrong. 2: nothing is wrong in what could be checked, and not all could be. */
export function exitCode({ faults, alarms, unchecked }: AuditReport): number {
  if (faults.length || alarms.length) return 1;
  return unchecked.length ? 2 : 0;
}

export function auditJson(report: AuditReport): string {
  const faults = report.faults.map((fault) => ({ ...fault, means: FAULTS[fault.code] }));
  return JSON.stringify({ ...report, faults, exitCode: exitCode(report) }, undefined, 2);
}

export function auditText(report: AuditReport): string {
  const { invoices, links, anchors, faults, alarms, unchecked } = report;
  const counted = `${of(links, 'link')} of ${of(invoices, 'invoice')}, against ${of(anchors, 'anchor')}`;
  const blocks = [
    faults.length ? `✗ The record does not hold (${counted}):\n\n${table(faults)}` : `✓ Every link holds: ${counted}`,
    alarms.length
      ? `✗ Guards and append-only rules are not as shipped:\n${bullets(alarms)}`
      : '✓ Guards, append-only rules and rights are as shipped',
    ...(unchecked.length ? [`! Not everything could be checked:\n${bullets(unchecked)}`] : []),
  ];
  return blocks.join('\n\n');
}

const of = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
const bullets = (texts: readonly string[]): string => texts.map((text) => `  - ${text}`).join('\n');

function table(faults: readonly Fault[]): string {
  const rows = [
    ['Invoice', 'Link', 'Is', 'What'],
    ...faults.map(({ invoice, link, code, what }) => [`#${invoice}`, link ? String(link) : '–', code, what]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    `  ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')}`.trimEnd(),
  );
  const codes = [...new Set(faults.map(({ code }) => code))];
  const meanings = codes.map((code) => `  ${code}: ${FAULTS[code]}`);
  return [...lines, '', ...meanings].join('\n');
}
