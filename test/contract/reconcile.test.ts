import { test as base } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { reconciling } from './cases/reconciling.ts';
import { openPlace } from './place.ts';
import { clockworkOf } from './sandbox.ts';

// In a firm of its own, for it looks at all of it. On the real Odoo: test/e2e/reconcile.test.ts.
const test = base
  // The runner reads from the pattern which fixtures are wanted.
  // eslint-disable-next-line no-empty-pattern
  .extend('place', { scope: 'file' }, async ({}, { onCleanup }) => {
    const sandbox = await startSandbox({ today: '2026-11-21' });
    onCleanup(() => sandbox.stop());
    return openPlace(sandbox, sandbox, sandbox.firm, sandbox.refs, clockworkOf(sandbox));
  });

reconciling(test);
