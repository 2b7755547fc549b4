import { describe, test as base } from 'vitest';
import type { ProtocolName } from '../../src/odoo/api.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { contract } from './cases.ts';
import { openPlace } from './place.ts';
import { clockworkOf } from './sandbox.ts';

const testBy = (protocol: ProtocolName) =>
  // The runner reads from the pattern which fixtures are wanted.
  // eslint-disable-next-line no-empty-pattern
  base.extend('place', { scope: 'file' }, async ({}, { onCleanup }) => {
    const sandbox = await startSandbox({ today: '2026-11-21' });
    onCleanup(() => sandbox.stop());
    return openPlace(sandbox, sandbox, sandbox.firm, sandbox.refs, clockworkOf(sandbox), protocol);
  });

const tests = { 'xml-rpc': testBy('xml-rpc'), 'json-2': testBy('json-2') };

describe.each<ProtocolName>(['xml-rpc', 'json-2'])('by %s', (protocol) => contract(tests[protocol]));
