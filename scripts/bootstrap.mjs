// Runs before every npm script, on whatever Node the machine has: installs the dependencies of a fresh clone.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

if (!existsSync(new URL('../node_modules/.package-lock.json', import.meta.url))) {
  console.log('First run: installing dependencies (about two minutes) …');
  const { status } = spawnSync(process.execPath, [process.env.npm_execpath, 'ci', '--no-audit', '--no-fund'], {
    stdio: 'inherit',
  });
  process.exit(status ?? 1);
}
