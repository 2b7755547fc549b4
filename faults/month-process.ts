// Started as a process of its own, to be killed at any call. Says how it ended, where it lives to say so.
import { type Month, runMonth } from './month.ts';

try {
  await runMonth(JSON.parse(process.argv[2] ?? '') as Month);
} catch (error) {
  process.exitCode = 1;
  console.error(error);
}
