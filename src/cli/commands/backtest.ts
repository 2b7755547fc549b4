import { readFile } from 'node:fs/promises';
import { z } from 'zod/v4';
import type { Backtest } from '../../billing/backtest/backtest.ts';
import { backtest } from '../../billing/backtest/backtest.ts';
import { asSigned } from '../../billing/backtest/terms.ts';
import { createBillingOdoo } from '../../odoo/gateway.ts';
import { loadTerms } from '../../rules/terms/file/parse.ts';
import { asPage } from '../backtest/page.ts';
import { asTable } from '../backtest/table.ts';
import type { SavedWork } from '../backtest/work-file.ts';
import { loadWork, saveWork } from '../backtest/work-file.ts';
import { asReader } from '../connect.ts';
import type { Place } from '../place.ts';
import { Refused } from '../refused.ts';

export interface BacktestOptions {
  /** File of terms. */
  terms: string;
  from?: string;
  to?: string;
  /** Id of the one agreement to exchange. */
  agreement?: string;
  /** File of work that was saved, instead of Odoo. */
  work?: string;
  /** Where to keep what was read. */
  save?: string;
  /** Drafts in the file count as signed. */
  signed?: boolean;
  form: 'table' | 'json' | 'html';
}

const FORMS: Readonly<Record<BacktestOptions['form'], (found: Backtest) => string>> = {
  table: asTable,
  html: asPage,
  json: (found) => JSON.stringify(found, undefined, 2),
};

/**
 * Bills past months anew under the terms of a file. Odoo is only read.
 *
 * @throws Refused
 */
export async function runBacktest(place: () => Promise<Place>, options: BacktestOptions): Promise<string> {
  const today = new Date().toISOString().slice(0, 10);
  const written = loadTerms(await readFile(options.terms, 'utf8'), options.terms);
  const terms = options.signed ? asSigned(written, today) : written;
  const { agreement: only } = options;
  if (only !== undefined && !terms.some(({ id }) => id === only))
    throw new Refused(`${options.terms} has no agreement ${only}.`, `It has ${terms.map(({ id }) => id).join(', ')}.`);
  const saved = options.work === undefined ? await readWork(place, options) : await loadWork(options.work);
  if (options.save !== undefined) await saveWork(options.save, saved);
  const span = spanOf(options, saved);
  return FORMS[options.form](backtest(saved.works, terms, span, { today, only }));
}

async function readWork(place: () => Promise<Place>, { from, to }: BacktestOptions): Promise<SavedWork> {
  if (from === undefined || to === undefined)
    throw new Refused('Of which days?', 'Give --from and --to, or --work with a file that was saved.');
  checkOrder(from, to);
  const { settings, now } = await place();
  const billing = createBillingOdoo(asReader(settings), settings.need('ODOO_URL'));
  return { from, to, read: now.toISOString(), works: await billing.collectWork({ from, to, replay: true }) };
}

/** Days of the file that are asked for; all of them where none are. */
function spanOf({ from, to }: BacktestOptions, saved: SavedWork) {
  const span = { from: from ?? saved.from, to: to ?? saved.to };
  checkOrder(span.from, span.to);
  if (span.from < saved.from || span.to > saved.to)
    throw new Refused(
      `The saved work is of ${saved.from} to ${saved.to}, not of ${span.from} to ${span.to}.`,
      'Ask for days within, or save the work of these days.',
    );
  return span;
}

function checkOrder(from: string, to: string): void {
  for (const day of [from, to])
    if (!z.iso.date().safeParse(day).success) throw new Refused(`${day} is no day.`, 'Write days as YYYY-MM-DD.');
  if (from > to) throw new Refused(`It begins on ${from}, after its last day ${to}.`, 'Exchange the two.');
}
