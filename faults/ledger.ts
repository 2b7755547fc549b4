import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';

const { values: options } = parseArgs({
  options: {
    operations: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
    help: { type: 'boolean', default: false },
  },
});

const HELP = `Random operations of people, the API and our flows on a real Odoo, one after the other. After each the ledger of
billed work must be true: nothing billed twice, Odoo's order lines invoiced as it says, time linked to what bills it; and
what is billed, open, held and written off of each entry comes to what was worked. An operation that is told anything else
than the refusals named for it fails the run, and so does one that was never done in 500 or more.

  --operations 1000   how many; about a second each
  --seed N            those of an earlier time again`;

const whole = (text: string): boolean => /^[1-9]\d*$/.test(text);

if (options.help) console.log(HELP);
else if (!whole(options.operations) || !whole(options.seed)) {
  console.error('--operations and --seed are whole numbers above zero.');
  process.exitCode = 1;
} else {
  process.env.LIFECYCLE_OPERATIONS = options.operations;
  process.env.LIFECYCLE_SEED = options.seed;
  const vitest = await startVitest(['test/e2e/lifecycle-ledger.test.ts'], { project: 'e2e', run: true, watch: false });
  await vitest.close();
}
