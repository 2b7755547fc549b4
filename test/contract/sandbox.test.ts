import { test as base } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { contract } from './cases.ts';
import { openPlace } from './place.ts';

// The runner reads from the pattern which fixtures are wanted.
// eslint-disable-next-line no-empty-pattern
const test = base.extend('place', { scope: 'file' }, async ({}, { onCleanup }) => {
  const sandbox = await startSandbox({ today: '2026-11-21' });
  onCleanup(() => sandbox.stop());
  return openPlace(sandbox, sandbox, sandbox.firm, sandbox.refs);
});

contract(test);
