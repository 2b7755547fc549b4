import { z } from 'zod/v4';
import { runWatch, type WatchRun } from '../../billing/watch/run.ts';
import type { OfCompanies, Watch } from '../../billing/watch/watch.ts';
import { WATCHES } from '../../billing/watch/watches.ts';
import { checkIds } from '../../odoo/lists.ts';
import { createBillingOdoo } from '../../odoo/gateway.ts';
import { asWatcher } from '../connect.ts';
import type { Place } from '../place.ts';
import { Refused } from '../refused.ts';

export interface WatchOptions {
  dryRun?: boolean;
  today?: string;
  /** Options of the one watch named, as JSON. */
  options?: string;
}

/** A watch that could not look, and why: nothing is known of what it would have found. */
export type Watched = WatchRun | { watch: string; error: string; mend?: string };

export const WATCH_CODES = `
Watches: ${WATCHES.map(({ id }) => id).join(', ')}.
Exit codes: 0 nothing found; 1 something found; 2 a watch could not look, whatever the others found.`;

/**
 * Runs the watches one after the other; one that fails does not keep the others from looking.
 *
 * @throws Refused where there is no such watch, day or option
 */
export async function runWatches(
  place: () => Promise<Place>,
  names: readonly string[],
  { dryRun = false, today: on, options: written }: WatchOptions,
): Promise<Watched[]> {
  const watches = names.length === 0 ? [...WATCHES] : names.map(watchOf);
  const options = optionsOf(watches, written);
  if (on !== undefined && !z.iso.date().safeParse(on).success)
    throw new Refused(`${on} is no day.`, 'Write days as YYYY-MM-DD.');
  const { settings, now } = await place();
  const api = asWatcher(settings);
  const odoo = createBillingOdoo(api, settings.need('ODOO_URL'));
  const how = { today: on ?? now.toISOString().slice(0, 10), keepCases: !dryRun };
  const done: Watched[] = [];
  for (const watch of watches) {
    try {
      if (options.companyIds) await checkIds(api, 'company', options.companyIds);
      done.push(await runWatch(odoo, watch, options, how));
    } catch (error) {
      const { message, mend } = error as Error & { mend?: string };
      done.push({ watch: watch.id, error: message, ...(mend && { mend }) });
    }
  }
  return done;
}

function watchOf(name: string): Watch {
  const watch = WATCHES.find(({ id }) => id === name);
  if (watch) return watch;
  throw new Refused(`There is no watch ${name}.`, `There are ${WATCHES.map(({ id }) => id).join(', ')}.`);
}

function optionsOf(watches: readonly Watch[], written: string | undefined): OfCompanies {
  if (written === undefined) return {};
  const [watch, ...others] = watches;
  if (!watch || others.length > 0) throw new Refused('Options of which watch?', 'Name one watch beside --options.');
  const options = parsed(written);
  const read = watch.options.safeParse(options);
  if (read.success) return read.data;
  throw new Refused(z.prettifyError(read.error), `Options of ${watch.id} are in docs/watches.md.`);
}

function parsed(text: string): object {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    throw new Refused(`${text} is no JSON object.`, 'Write options like {"staleAfterDays":60}.');
  }
}

export function watchCode(done: readonly Watched[]): 0 | 1 | 2 {
  if (done.some((each) => 'error' in each)) return 2;
  return done.some((each) => 'findings' in each && each.findings.length > 0) ? 1 : 0;
}

export function watchText(done: readonly Watched[], json: boolean): string {
  return json ? JSON.stringify(done, undefined, 2) : done.map(paragraph).join('\n\n');
}

function paragraph(each: Watched): string {
  if ('error' in each)
    return [`${each.watch}: could not look. ${each.error}`, ...(each.mend ? [`→ ${each.mend}`] : [])].join('\n');
  const { watch, findings, closed } = each;
  const solved = closed > 0 ? `, ${closed} solved` : '';
  return [
    `${watch}: ${findings.length === 0 ? 'nothing' : `${findings.length} found`}${solved}`,
    ...findings.map(line),
  ].join('\n');
}

function line({ what, amount, currency, whose, caseStatus }: WatchRun['findings'][number]): string {
  const worth = currency && amount !== '0' ? `, ${amount} ${currency}` : '';
  return `  ${what}${worth}${whose ? ` (${whose})` : ''}${caseStatus ? ` [${caseStatus}]` : ''}`;
}
