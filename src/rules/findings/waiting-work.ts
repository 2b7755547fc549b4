import { sum } from '../../money/decimal.ts';
import { dayWords } from '../days.ts';
import type { Part } from '../verdict.ts';
import { count, quantityText } from '../words.ts';
import type { FindingRule } from './finding.ts';

const MOST_NAMED = 5;

export const openExpenses: FindingRule = ({ parts }) => {
  const open = waiting(parts, 'expense');
  if (open.length === 0) return [];
  const named = open.slice(0, MOST_NAMED).map(({ description }) => description);
  const more = open.length > named.length ? ` and ${open.length - named.length} more` : '';
  const message = `${count(open.length, 'expense')} of this order’s projects not approved or not posted yet: ${named.join(', ')}${more}.`;
  return [{ code: 'expenses.open', message }];
};

export const unapprovedTime: FindingRule = ({ parts, proposal: { period } }) => {
  const open = waiting(parts, 'time').filter(({ date }) => date <= period.to);
  if (open.length === 0) return [];
  const hours = quantityText(sum(open.map(({ quantity }) => quantity)), 'h');
  const message = `${hours} in ${count(open.length, 'entry', 'entries')} up to ${dayWords(period.to)} not approved: they will come on a later, supplementary invoice.`;
  return [{ code: 'time.unapproved', message }];
};

function waiting(parts: Part[], kind: Part['kind']): Part[] {
  return parts.filter((part) => part.kind === kind && part.verdict === 'pending');
}
