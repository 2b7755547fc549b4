import { describe, expect, it } from 'vitest';
import type { N8nNode } from '../../src/cli/n8n/client.ts';
import { fingerprint, fitted, shippedWorkflows } from '../../src/cli/n8n/shipped.ts';

const shipped = new Map(await shippedWorkflows());
const run = structuredClone(shipped.get('billing-run') ?? { name: '', nodes: [], connections: {}, settings: {} });
const settingsOf = (nodes: readonly N8nNode[]) => {
  const node = nodes.find(({ name }) => name === 'Settings');
  return (node?.parameters['assignments'] as { assignments: { name: string; value: unknown }[] }).assignments;
};

describe('a shipped workflow in n8n', () => {
  it('stays the same whatever a firm sets, however the boxes are moved and credentials are named', () => {
    const theirs = structuredClone(run);
    const approvers = settingsOf(theirs.nodes).find(({ name }) => name === 'approvers');
    if (approvers) approvers.value = 'carol@firm.test';
    for (const node of theirs.nodes) {
      node['position'] = [0, 0];
      node.id = 'another';
      if (node.credentials) node.credentials = { odooBillingApi: { id: 'x', name: 'Ours' } };
    }
    theirs.nodes.reverse();
    expect(fingerprint(theirs)).toBe(fingerprint(run));
  });

  it.each([
    [
      'a parameter',
      (nodes: N8nNode[]) => Object.assign(nodes.find(({ name }) => name === 'Note: Start') ?? {}, { parameters: {} }),
    ],
    ['a node switched off', (nodes: N8nNode[]) => Object.assign(nodes.at(-1) ?? {}, { disabled: true })],
    ['a node less', (nodes: N8nNode[]) => nodes.pop()],
    ['a setting less', (nodes: N8nNode[]) => settingsOf(nodes).pop()],
  ])('%s makes another of it', (_, change) => {
    const theirs = structuredClone(run);
    change(theirs.nodes);
    expect(fingerprint(theirs)).not.toBe(fingerprint(run));
  });

  it('is brought up to date with the firm’s settings and n8n’s own credentials', () => {
    const theirs = structuredClone(run);
    for (const setting of settingsOf(theirs.nodes)) if (setting.name === 'approvers') setting.value = 'carol@firm.test';
    const body = fitted(run, { odooBillingApi: { id: 'abc', name: 'Odoo Billing' } }, theirs);
    expect(settingsOf(body.nodes).find(({ name }) => name === 'approvers')?.value).toBe('carol@firm.test');
    expect(settingsOf(body.nodes).map(({ name }) => name)).toEqual(settingsOf(run.nodes).map(({ name }) => name));
    const used = body.nodes.flatMap(({ credentials }) => credentials?.['odooBillingApi'] ?? []);
    expect(used.length).toBeGreaterThan(0);
    expect(new Set(used.map(({ id }) => id))).toEqual(new Set(['abc']));
    expect(fingerprint(body)).toBe(fingerprint(run));
  });

  it('keeps the name, time zone and error workflow a firm gave it', () => {
    const theirs = { ...structuredClone(run), name: 'Monthly billing' };
    theirs.settings = { ...run.settings, timezone: 'Europe/Vienna', errorWorkflow: 'tellFinance' };
    const body = fitted(run, {}, theirs);
    expect(body.name).toBe('Monthly billing');
    expect(body.settings).toEqual(theirs.settings);
  });
});
