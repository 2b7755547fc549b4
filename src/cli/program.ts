import { Command } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import type { Ask } from './ask.ts';
import type { BacktestOptions } from './commands/backtest.ts';
import { auditJson, auditText, exitCode } from './audit/report.ts';
import { runBacktest } from './commands/backtest.ts';
import { collectionsText, listCollections } from './commands/collections.ts';
import { desk } from './commands/desk.ts';
import {
  eventsText,
  listEvents,
  type ListOptions,
  replayEvents,
  type ReplayOptions,
  replayText,
} from './commands/events.ts';
import { exportRecord } from './commands/export.ts';
import { KPI_IDS, type KpiOptions, kpiText, measureKpis } from './commands/kpi.ts';
import { exportPolicy, importPolicy, reviewPolicy } from './commands/policy.ts';
import { reportRevenue, revenueText } from './commands/revenue.ts';
import { exportTerms, importTerms } from './commands/terms.ts';
import { digestText, type RemindOptions, remindPeople, remindText, tellOpenCases } from './commands/tell.ts';
import { MODELS_HELP, runShadow, type ShadowOptions } from './commands/shadow.ts';
import { runWatches, WATCH_CODES, watchCode, type WatchOptions, watchText } from './commands/watch.ts';
import { uninstall } from './commands/uninstall.ts';
import { examine, type Result } from './examine.ts';
import { verifyAudit, type VerifyOptions } from './commands/verify-audit.ts';
import { expectations } from './expect/index.ts';
import { openPlace } from './open-place.ts';
import type { Place } from './place.ts';
import { isSound, reviewText } from './policy-review.ts';
import { asJson, isWell, lineOf, summary } from './report.ts';
import { openSettings } from './settings.ts';

/** The world around the program, so that tests can be it. */
export interface Terminal {
  write(text: string): void;
  /** Words in colour. */
  colour: boolean;
  ask: Ask | undefined;
  environment: Readonly<Record<string, string | undefined>>;
}

const CODES = `
Exit codes: 0 all of it holds; 1 a link, a guard or a rule is not as it was; 2 not everything could be checked.`;

/** @returns the exit code: 0 where all is well, 1 where something is missing or was refused */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  let code = 0;
  const say = (text: string) => terminal.write(`${text}\n`);
  const program = new Command('odoo-billing')
    .description('Sets up, checks, backtests, exports and removes the billing of approved work on Odoo and n8n.')
    .version(manifest.version)
    .option('--settings <file>', 'where the settings are kept', 'billing.env')
    .option('--json', 'findings for a program to read')
    .option('--yes', 'ask nothing')
    .configureOutput({ writeOut: (text) => terminal.write(text), writeErr: (text) => terminal.write(text) })
    .exitOverride();
  const { colour } = terminal;

  async function place(replace = false): Promise<Place> {
    const { settings: file, yes, json } = program.opts<{ settings: string; yes?: boolean; json?: boolean }>();
    const settings = await openSettings(file, terminal.environment);
    return openPlace(settings, { replace, ask: yes || json ? undefined : terminal.ask, now: new Date() });
  }

  async function report(at: Place, mend: boolean): Promise<void> {
    const { json } = program.opts<{ json?: boolean }>();
    let before: Result | undefined;
    const onResult = (result: Result) => {
      if (!json) say(lineOf(result, before, colour));
      before = result;
    };
    const results = await examine(await expectations(), at, { mend, onResult });
    say(json ? asJson(results) : `\n${summary(results)}`);
    if (!isWell(results)) code = 1;
  }

  program
    .command('setup')
    .description('makes everything so that billing works, and says what a person must do; run twice it changes nothing')
    .option('--replace', 'overwrite workflows that were edited in n8n')
    .action(async ({ replace }: { replace?: boolean }) => report(await place(replace), true));
  program
    .command('doctor')
    .description('names what is missing in Odoo, the desk, n8n or a channel, and how to mend it; changes nothing')
    .action(async () => report(await place(), false));
  program
    .command('desk')
    .description('starts the approval desk, with the settings of the file')
    .action(async () => desk((await place()).settings));
  program
    .command('export <folder>')
    .description('writes decisions, ledger, cases and requests as JSON Lines, with checksums')
    .action(async (folder: string) => say(await exportRecord(await place(), folder)));
  program
    .command('verify-audit')
    .description(
      'proves the record of every invoice in Odoo, link by link, and that its guards are on; changes nothing',
    )
    .option('--anchors <file>', 'what the desk keeps outside of Odoo, as it writes it into DESK_ANCHORS_FILE')
    .option('--json', 'for a program to read')
    .addHelpText('after', CODES)
    .action(async ({ json, ...options }: VerifyOptions & { json?: boolean }) => {
      code = 2;
      const found = await verifyAudit(await place(), options);
      say((json ?? program.opts<{ json?: boolean }>().json) ? auditJson(found) : auditText(found));
      code = exitCode(found);
    });
  program
    .command('revenue')
    .description('earned, billed, accrued and deferred of a month, by company and currency; changes nothing')
    .requiredOption('--month <YYYY-MM>', 'the month')
    .option('--csv', 'for a spreadsheet')
    .action(async ({ month, csv }: { month: string; csv?: boolean }) => {
      const found = await reportRevenue(await place(), month);
      say(revenueText(found, program.opts<{ json?: boolean }>().json ? 'json' : csv ? 'csv' : 'table'));
      if (found.breaks.length > 0) code = 1;
    });
  program
    .command('backtest')
    .description(
      'bills past months anew under the terms of a file, and says which rule moves which invoice; writes nothing',
    )
    .requiredOption('--terms <file>', 'terms, YAML or JSON: each agreement takes the place of the one with its id')
    .option('--from <day>', 'first service day, YYYY-MM-DD')
    .option('--to <day>', 'last service day')
    .option('--agreement <id>', 'exchange this agreement of the file alone, on the orders it may speak of')
    .option('--signed', 'drafts in the file count as if they were signed')
    .option('--work <file>', 'replay what --save has written; Odoo is not asked')
    .option('--save <file>', 'keep what was read from Odoo')
    .option('--table', 'for the terminal (default)')
    .option('--json', 'for a program to read')
    .option('--html', 'one page to look at and print')
    .action(async (options: Omit<BacktestOptions, 'form'> & { html?: boolean; json?: boolean }) => {
      const json = options.json ?? program.opts<{ json?: boolean }>().json;
      say(await runBacktest(() => place(), { ...options, form: options.html ? 'html' : json ? 'json' : 'table' }));
    });
  program
    .command('shadow')
    .description(
      'bills a month beside finance without drafting, and says where the two differ, with money and reason; writes nothing',
    )
    .requiredOption('--from <day>', 'first service day, YYYY-MM-DD')
    .requiredOption('--to <day>', 'last service day')
    .option('--dated <day>', 'the day your invoices would bear; the last service day where left out')
    .option('--company <name...>', 'of these companies alone')
    .option('--customer <name...>', 'of these customers alone')
    .option('--model <model...>', 'orders sold by these billing models alone')
    .option('--table', 'for the terminal (default)')
    .option('--json', 'for a program to read')
    .option('--html', 'one page to look at and print')
    .addHelpText('after', MODELS_HELP)
    .action(async (options: Omit<ShadowOptions, 'form'> & { html?: boolean; json?: boolean }) => {
      const json = options.json ?? program.opts<{ json?: boolean }>().json;
      say(await runShadow(() => place(), { ...options, form: options.html ? 'html' : json ? 'json' : 'table' }));
    });
  program
    .command('watch [names...]')
    .description('looks for what slips, by all watches or those named, and keeps a case in Odoo for each finding')
    .option('--dry-run', 'only look: no case is opened or closed')
    .option('--today <day>', 'the day ages are counted to, YYYY-MM-DD; today, UTC, where left out')
    .option('--options <json>', 'options of one watch, as JSON: {"staleAfterDays":60}')
    .option('--json', 'for a program to read')
    .addHelpText('after', WATCH_CODES)
    .action(async (names: string[], { json, ...options }: WatchOptions & { json?: boolean }) => {
      code = 2;
      const done = await runWatches(() => place(), names, options);
      say(watchText(done, json ?? program.opts<{ json?: boolean }>().json ?? false));
      code = watchCode(done);
    });
  program
    .command('collections')
    .description('what customers owe, whom to call first and why, and the next step of each invoice; changes nothing')
    .option('--today <day>', 'the day ages are counted to, YYYY-MM-DD; today, UTC, where left out')
    .option('--json', 'for a program to read')
    .action(async ({ json, ...options }: { today?: string; json?: boolean }) => {
      const found = await listCollections(() => place(), options);
      say(collectionsText(found, json ?? program.opts<{ json?: boolean }>().json ?? false));
    });
  program
    .command('remind')
    .description('has the desk remind people of missing hours, and tell their managers; of the same hours once')
    .option('--from <day>', 'first day of the weeks, YYYY-MM-DD; last week where left out')
    .option('--to <day>', 'last day')
    .option('--tolerance <hours>', 'hours a week may fall short', '0')
    .option('--manager-after <days>', 'working days after which the manager is told')
    .option('--dry-run', 'only say who would be told')
    .option('--json', 'for a program to read')
    .action(async ({ json, ...options }: RemindOptions & { json?: boolean }) => {
      const done = await remindPeople(await place(), options);
      say(remindText(done, json ?? program.opts<{ json?: boolean }>().json ?? false));
    });
  program
    .command('digest')
    .description('has the desk tell its channels and mail list what is open; once for a day')
    .option('--json', 'for a program to read')
    .action(async ({ json }: { json?: boolean }) => {
      say(digestText(await tellOpenCases(await place()), json ?? program.opts<{ json?: boolean }>().json ?? false));
    });
  const events = program
    .command('events')
    .description('what happened to invoices, as the desk tells its webhooks: the log of deliveries, and telling again');
  events
    .command('list')
    .description('deliveries, the newest first: when, what, to whom, how often tried, what came of it')
    .option('--webhook <name>', 'to this one alone')
    .option('--invoice <id>', 'of this invoice alone, by its id in Odoo')
    .option('--open', 'only what was not taken yet')
    .option('--limit <n>', 'so many at most', '100')
    .option('--json', 'for a program to read')
    .action(async ({ json, ...options }: ListOptions & { json?: boolean }) => {
      const found = await listEvents(await place(), options);
      say((json ?? program.opts<{ json?: boolean }>().json) ? JSON.stringify(found, undefined, 2) : eventsText(found));
    });
  events
    .command('replay')
    .description('tells a webhook again, one event or all of some days, under the same ids')
    .requiredOption('--webhook <name>', 'whom to tell')
    .option('--event <id>', 'this event, as `events list` shows it')
    .option('--from <day>', 'all that happened from this day on, YYYY-MM-DD, UTC')
    .option('--to <day>', 'up to this day; the first day alone where left out')
    .option('--json', 'for a program to read')
    .action(async ({ json, ...options }: ReplayOptions & { json?: boolean }) => {
      const ids = await replayEvents(await place(), options);
      say((json ?? program.opts<{ json?: boolean }>().json) ? JSON.stringify(ids) : replayText(ids));
    });
  program
    .command('kpi')
    .description('every KPI of a period, or the records one was counted from, which add up to it; changes nothing')
    .requiredOption('--from <day>', 'first day, YYYY-MM-DD')
    .requiredOption('--to <day>', 'last day')
    .option('--company <name>', 'of this company alone')
    .option('--list <kpi>', 'the records this one was counted from')
    .option('--json', 'for a program to read')
    .addHelpText('after', KPI_IDS)
    .action(async ({ json, ...options }: KpiOptions & { json?: boolean }) => {
      const kpis = await measureKpis(() => place(), options);
      const form = { json: json ?? program.opts<{ json?: boolean }>().json ?? false, list: options.list !== undefined };
      say(kpiText(kpis, form));
    });
  const terms = program.command('terms').description('agreements from Odoo into files, and from files into Odoo');
  terms
    .command('export')
    .description('writes agreements as YAML (--json: as JSON) of the published schema; changes nothing')
    .option('--agreement <id...>', 'these, and their master agreements')
    .option('--all', 'every agreement in use')
    .action(async (options: { agreement?: string[]; all?: boolean }) => {
      const { json = false } = program.opts<{ json?: boolean }>();
      terminal.write(await exportTerms(await place(), { ...options, json }));
    });
  terms
    .command('import <files...>')
    .description('says what the files would change in Odoo; with --yes it writes that, as drafts, all of it or nothing')
    .action(async (files: string[]) => {
      say(await importTerms(await place(), files, program.opts<{ yes?: boolean }>().yes ?? false));
    });
  const policy = program
    .command('policy')
    .description('the approval policy: reviewed, from Odoo into a file, and from a file into Odoo');
  policy
    .command('review [file]')
    .description('rows that never decide or overlap, and steps nobody may take, of a file or of what is in Odoo')
    .addHelpText('after', '\nExit codes: 0 nothing, or rows that overlap; 1 something that can’t be meant so.')
    .action(async (file?: string) => {
      const found = await reviewPolicy(() => place(), file);
      say(program.opts<{ json?: boolean }>().json ? JSON.stringify(found, undefined, 2) : reviewText(found));
      if (!isSound(found)) code = 1;
    });
  policy
    .command('export')
    .description('writes the version in force today as YAML (--json: as JSON) of the published schema; changes nothing')
    .option('--company <name>', 'of this company; every: the one for companies without a policy of their own')
    .option('--number <version>', 'this version, a draft too')
    .action(async (options: { company?: string; number?: string }) => {
      const { json = false } = program.opts<{ json?: boolean }>();
      terminal.write(await exportPolicy(await place(), { ...options, json }));
    });
  policy
    .command('import <file>')
    .description('says what the file would change in Odoo; with --yes it writes that, as a draft, whole or not at all')
    .action(async (file: string) => {
      say(await importPolicy(await place(), file, program.opts<{ yes?: boolean }>().yes ?? false));
    });
  program
    .command('uninstall')
    .description('removes the add-on and the robots; refused until the record is exported')
    .requiredOption('--exported <folder>', 'what `export` has written')
    .action(async ({ exported }: { exported: string }) => uninstall(await place(), exported, say));

  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    const failure = failed(error as Error & { mend?: string; exitCode?: number }, say);
    return code || failure;
  }
}

/** Commander has said its own already. */
function failed(error: Error & { mend?: string; exitCode?: number }, say: (text: string) => void): number {
  if (error.exitCode !== undefined) return error.exitCode;
  say(error.mend ? `${error.message}\n→ ${error.mend}` : error.message);
  return 1;
}
