#!/usr/bin/env node
import { askAtTerminal } from './ask.ts';
import { run } from './program.ts';

process.exitCode = await run(process.argv.slice(2), {
  write: (text) => void process.stdout.write(text),
  colour: Boolean(process.stdout.isTTY && !process.env['NO_COLOR']),
  ask: askAtTerminal(),
  environment: process.env,
});
