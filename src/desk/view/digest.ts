import { exact } from '../../money/decimal.ts';
import type { Day } from '../../rules/entry.ts';
import type { Digest, Money, Pile, StandingCase } from '../../rules/digest.ts';
import { amountWords, count } from '../../rules/words.ts';
import { day as dayText } from '../format.ts';
import { firstRows, type NoticeRow, type NoticeSection, type NoticeView } from './notice.ts';
import { fit, name } from './text.ts';

const CASES_SHOWN = 5;
const UNREACHED_SHOWN = 20;
const NAME_LIMIT = 140;
const NAMES_LIMIT = 60;

export type DigestScreens = Record<'cases' | 'lateCases' | 'severeCases', string>;

const KIND = { policy: 'Policy', 'data-quality': 'Data quality', technical: 'Technical' } as const;
const SEVERITY = { high: 'severe', medium: 'medium', low: 'minor' } as const;

export interface DigestFacts {
  today: Day;
  /** Day of the digest before. */
  since: Day;
  /** Names of the companies, where it is of some of several. */
  of?: string[];
  /** Of whom nobody could be told that hours are missing. */
  unreached: { caseKey: string; why: string }[];
}

/** Open cases in short. */
export function digestView(
  { open, piles, fresh, overdue, blocking, passing }: Digest,
  { today, since, of = [], unreached }: DigestFacts,
  screens: DigestScreens,
): NoticeView {
  const owners = new Map(open.cases.map(({ key, owner }) => [key, owner]));
  const told = unreached.map(({ caseKey, why }) => ({
    what: name(why),
    how: '',
    ...(owners.get(caseKey) && { note: `Case of ${name(owners.get(caseKey) ?? '')}` }),
  }));
  const shown = new Set<StandingCase>();
  /** A case stands once, where it matters most; further down it is only counted. */
  const listed = (title: string, mood: NoticeSection['mood'], { cases }: Pile): NoticeSection => {
    const news = cases.filter((one) => !shown.has(one));
    const above = cases.length - news.length;
    news.forEach((one) => shown.add(one));
    const { more, ...rest } = section(title, mood, news.map(row));
    const left = [more, above > 0 && `… and ${above} above`].filter(Boolean).join(', ');
    return { ...rest, ...(left && { more: left }) };
  };
  const head = of.length === 0 ? 'Billing' : `Billing of ${fit(name(of.join(', ')), NAMES_LIMIT)}`;
  const sections: NoticeSection[] = [
    listed(`Blocks the month-end: ${sizeOf(blocking)}`, 'alarm', blocking),
    listed(`Past the deadline: ${sizeOf(overdue)}`, 'calm', overdue),
    listed(`Technical trouble that passes by itself: ${passing.cases.length}`, 'calm', passing),
    listed(`New since ${dayText(since)}: ${sizeOf(fresh)}`, 'calm', fresh),
    section('Nobody could be told that hours are missing', 'calm', told, UNREACHED_SHOWN),
    section(
      'All that is open',
      'calm',
      piles.map(({ kind, severity, cases, money: worth }) => ({
        what: `${KIND[kind]}, ${SEVERITY[severity]}`,
        how: [String(cases.length), sums(worth)].filter(Boolean).join(' · '),
      })),
      KINDS_SHOWN,
    ),
  ].filter(({ rows, more }) => rows.length > 0 || more);
  return {
    title:
      open.cases.length === 0
        ? `${head}: no case is open`
        : `${head}: ${count(open.cases.length, 'case')} open, ${blocking.cases.length} blocking, ${fresh.cases.length} new, ${overdue.cases.length} overdue`,
    lines: [open.cases.length === 0 ? 'Nothing waits for anybody.' : atStake(open)],
    sections,
    links: [
      { label: 'All open cases', url: screens.cases },
      ...(blocking.cases.length > 0 ? [{ label: 'Severe', url: screens.severeCases }] : []),
      ...(overdue.cases.length > 0 ? [{ label: 'Past the deadline', url: screens.lateCases }] : []),
    ],
    small: [
      `As of ${dayText(today)}. Amounts are untaxed, by currency. Each case has its owner and next step in Odoo.`,
    ],
  };
}

/** Three kinds of three severities. */
const KINDS_SHOWN = 9;

const section = (title: string, mood: NoticeSection['mood'], rows: NoticeRow[], most = CASES_SHOWN): NoticeSection => ({
  title,
  mood,
  ...firstRows(rows, most),
});

const row = ({ name: title, amount, currency, owner, deadline }: StandingCase): NoticeRow => ({
  what: fit(name(title), NAME_LIMIT),
  how: currency && !exact(amount).eq(0) ? money(amount, currency) : '',
  note: [owner ? name(owner) : 'Nobody’s', deadline && `due ${dayText(deadline)}`].filter(Boolean).join(' · '),
});

/** With the digits the currency has. */
function money(amount: string, code: string): string {
  const isCode = /^[A-Z]{3}$/.test(code);
  const { minimumFractionDigits: digits = 2 } = isCode
    ? new Intl.NumberFormat('en', { style: 'currency', currency: code }).resolvedOptions()
    : {};
  return amountWords(amount, { code, digits });
}

const sums = (worth: Money): string =>
  Object.entries(worth)
    .map(([currency, amount]) => money(amount, currency))
    .join(', ');

const sizeOf = ({ cases, money: worth }: Pile): string =>
  [String(cases.length), sums(worth)].filter(Boolean).join(' · ');

const atStake = ({ cases, money: worth }: Pile): string => {
  const all = sums(worth);
  return all
    ? `${all} at stake in ${count(cases.length, 'open case')}.`
    : 'No money is at stake, as far as it can be told.';
};
