import { parseArgs } from 'node:util';
import { DateTime } from 'luxon';
import type { Work } from '../src/rules/entry.ts';
import { messOf } from '../src/sandbox/firm.ts';
import { account } from './demo/account.ts';
import { approve, linkOf, settled, type Asked } from './demo/decide.ts';
import { done, failure, heading, link, money, note, printAccount, printIdentity, progress } from './demo/terminal.ts';
import { openWorld, type World } from './demo/world.ts';
import { itemsOf } from './n8n-runner.ts';

const USAGE = `Shows billing at work on a made-up firm, with nothing to install and nothing sent anywhere.

  npm run demo             leaves one invoice for you to decide on, on the desk's page
  npm run demo -- --yes    decides on all of them without you`;

const CONTROLLER = 'carol.mendes@northlight.example';
const PREPARER = 'pia.lindgren@northlight.example';
const DECISION_SECONDS = 60;

const { values: flags } = parseArgs({ options: { yes: { type: 'boolean' }, help: { type: 'boolean' } } });

const today = DateTime.now().toISODate();
const billUpTo = DateTime.fromISO(today).startOf('month').minus({ days: 1 }).toISODate() ?? today;
const settings = { approvers: CONTROLLER, preparedBy: PREPARER, billUpTo, today };

async function checks(world: World): Promise<void> {
  const week = DateTime.fromISO(today).startOf('week');
  heading('Workflow: missing-timesheets');
  const from = week.minus({ weeks: 1 }).toISODate();
  const missing = await world.run('missing-timesheets', {
    ...{ today, from, to: week.minus({ days: 1 }).toISODate() },
    // The demo's desk watches nothing and mails nobody but approvers.
    remind: false,
  });
  for (const found of itemsOf(missing, 'Missing Timesheets')) {
    const { employee, missing: hours, week: when } = found as { employee: string; missing: string; week: string };
    note(`  ${employee} has ${hours} hours to enter for ${when}; ${messOf('week on leave').join()} was on leave.`);
  }
  heading('Workflow: stale-wip');
  const stale = await world.run('stale-wip', { today, olderThanDays: 60 });
  for (const found of itemsOf(stale, 'Stale WIP')) {
    const { orderName, quantity, unit, ageDays } = found as Record<string, string>;
    note(`  ${String(quantity)} ${String(unit)} on ${String(orderName)} wait since ${String(ageDays)} days.`);
  }
}

async function decisions(world: World, asked: Asked[]): Promise<void> {
  const [first, ...others] = asked.toSorted((a, b) => Number(b.total) - Number(a.total));
  if (!first) return;
  if (flags.yes) {
    heading(`Workflow: on-decision, for each of ${String(asked.length)} decisions of ${CONTROLLER}`);
    for (const each of [first, ...others]) {
      await approve(world, each);
      const outcome = await settled(world, each, DECISION_SECONDS);
      const { name } = world.sandbox.store.get('account.move', each.invoiceId);
      done(
        `${each.customer.padEnd(24)} ${money(each.total).padStart(12)} ${each.currency}  ${outcome}, posted as ${name}`,
      );
    }
    return;
  }
  heading(`Your turn: you are ${CONTROLLER}`);
  note(`${first.customer}, ${money(first.total)} ${first.currency}. Open the page, look, approve or reject:`);
  link(await linkOf(world, first));
  note(`${String(others.length)} more wait in the same way. Ctrl-C ends the demo.`);
  note(`${first.customer}: ${await settled(world, first)}.`);
}

async function main(): Promise<boolean> {
  heading('Northlight Consulting: a sandbox that speaks as Odoo does, the approval desk, and n8n’s own engine');
  const world = await openWorld(today, (workflow, node, outputs) => {
    if (!flags.yes || workflow !== 'On Decision') progress(node, outputs);
  });
  process.once('SIGINT', () => void world.stop().then(() => process.exit(130)));
  try {
    await checks(world);
    heading(`Workflow: billing-run, up to ${billUpTo}`);
    const run = await world.run('billing-run', settings);
    const works = itemsOf(run, 'Collect Work').map(({ work }) => work as Work);
    const refused = itemsOf(run, 'Draft Invoices').filter(({ status }) => status === 'refused');
    await decisions(world, itemsOf(run, 'Request Approval') as unknown as Asked[]);

    heading('Workflow: billing-run, once more on the same data');
    const again = await world.run('billing-run', settings);
    const drafted = itemsOf(again, 'Draft Invoices').length;
    note(drafted === 0 ? 'Nothing left to draft: everything billable is billed once.' : `${String(drafted)} drafts!`);

    const result = account(works, world.sandbox);
    printAccount(result);
    printIdentity(result);
    for (const { orderName, message } of refused) failure(`  ${String(orderName)} was refused: ${String(message)}`);
    return result.problems.length === 0 && refused.length === 0 && drafted === 0;
  } finally {
    await world.stop();
  }
}

if (flags.help) console.log(USAGE);
else process.exitCode = (await main()) ? 0 : 1;
