import type { Result } from './examine.ts';
import type { Finding } from './expectation.ts';

const SIGNS: Record<Finding['is'], string> = { ok: '✓', missing: '✗', advice: '!', unused: '–', unknown: '…' };
const COLOURS: Record<Finding['is'], number> = { ok: 32, missing: 31, advice: 33, unused: 90, unknown: 90 };

const GROUPS: Record<string, string> = {
  settings: 'Settings',
  odoo: 'Odoo',
  desk: 'Approval desk',
  n8n: 'n8n',
  channels: 'Channels',
};

/** One finding a line, what to do about it below; a heading where `before` is of another group. */
export function lineOf({ id, title, finding, done }: Result, before: Result | undefined, colour: boolean): string {
  const paint = (code: number, text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const heading =
    groupOf(id) === (before && groupOf(before.id)) ? [] : ['', paint(1, GROUPS[groupOf(id)] ?? groupOf(id))];
  if (finding.is === 'unknown') return [...heading, paint(90, `${SIGNS.unknown} ${title}`)].join('\n');
  const grey = finding.is === 'unused';
  return [
    ...heading,
    `${paint(COLOURS[finding.is], SIGNS[finding.is])} ${grey ? paint(90, title) : title}`,
    ...(done ? [`    ${paint(32, 'done')}  ${indented(done)}`] : []),
    `    ${finding.is === 'missing' ? indented(finding.what) : paint(90, indented(finding.what))}`,
    ...('mend' in finding ? [`    ${paint(36, '→')} ${indented(finding.mend)}`] : []),
  ].join('\n');
}

export function summary(results: readonly Result[]): string {
  const count = (...kinds: Finding['is'][]) => results.filter(({ finding }) => kinds.includes(finding.is)).length;
  const parts = [`${count('ok')} as they should be`];
  if (count('missing')) parts.push(`${count('missing')} missing`);
  if (count('unknown')) parts.push(`${count('unknown')} wait for them`);
  if (count('advice')) parts.push(`${count('advice')} to consider`);
  return `${parts.join(', ')}.`;
}

/** What a program needs of it, under the same names. */
export const asJson = (results: readonly Result[]): string =>
  JSON.stringify(
    results.map(({ id, title, finding, done }) => ({ id, title, ...finding, ...(done && { done }) })),
    undefined,
    2,
  );

export const isWell = (results: readonly Result[]): boolean =>
  results.every(({ finding }) => finding.is !== 'missing' && finding.is !== 'unknown');

const groupOf = (id: string): string => id.split('.')[0] ?? '';
const indented = (text: string): string => text.replaceAll('\n', '\n    ');
