import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INode, INodeParameters, INodeProperties } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';

import type { WorkflowFile } from '../../scripts/n8n-runner.ts';
import { n8n, nodeTypes } from '../../scripts/n8n-types.ts';

const folder = join(import.meta.dirname, '../../workflows');
const files = readdirSync(folder).map(
  (name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8')) as WorkflowFile] as const,
);
const OURS = 'n8n-nodes-odoo-billing.';

const descriptionOf = (node: INode) => nodeTypes.getByNameAndVersion(node.type, node.typeVersion).description;

/** With the defaults that a file leaves out, as n8n has them when it runs a node. */
function withDefaults(node: INode): INodeParameters | null {
  const description = descriptionOf(node);
  return n8n.NodeHelpers.getNodeParameters(description.properties, node.parameters, true, false, node, description);
}

/** Names n8n would drop or warn about: parameters this node, set like this, doesn't show. */
function unknownParameters(node: INode): string[] {
  const shown = withDefaults(node);
  return Object.keys(node.parameters).filter((name) => shown?.[name] === undefined);
}

function valueIsOffered(node: INode, property: INodeProperties): boolean {
  if (property.type !== 'options') return true;
  if (!n8n.NodeHelpers.displayParameter(node.parameters, property, node, descriptionOf(node))) return true;
  const value = node.parameters[property.name];
  return value === undefined || (property.options ?? []).some((option) => 'value' in option && option.value === value);
}

/** What n8n's editor keeps of them when somebody fills in another node: no defaults, but empty collections. */
function asSaved(node: INode): INodeParameters | null {
  const description = descriptionOf(node);
  const opened = withDefaults(node);
  return n8n.NodeHelpers.getNodeParameters(description.properties, opened, false, false, node, description);
}

test.each(files)(
  '%s reads after a save in n8n as it was shipped, or setup would take it for edited',
  (_, { nodes }) => {
    for (const node of nodes) expect(asSaved(node), node.name).toEqual(node.parameters);
  },
);

test('the shipped workflows are there', () => {
  expect(files.map(([name]) => name).sort()).toEqual([
    'billing-run.json',
    'collections.json',
    'delayed-approvals.json',
    'digest.json',
    'failed-run.json',
    'invoice-events.json',
    'late-milestones.json',
    'missing-timesheets.json',
    'on-decision.json',
    'reconciliation.json',
    'rule-drift.json',
    'running-out.json',
    'shadow-month.json',
    'stale-wip.json',
    'stuck-invoices.json',
  ]);
});

describe.each(files)('%s', (name, file) => {
  const ours = file.nodes.filter(({ type }) => type.startsWith(OURS));

  test('is imported under a stable id', () => expect(`${file.id}.json`).toBe(name));

  test('uses only nodes that exist, in versions that exist', () => {
    for (const node of file.nodes) expect([descriptionOf(node).version].flat(), node.name).toContain(node.typeVersion);
    expect(ours).not.toHaveLength(0);
  });

  test('sets only parameters its nodes have, to values they offer', () => {
    for (const node of ours) {
      expect(unknownParameters(node), node.name).toEqual([]);
      for (const property of descriptionOf(node).properties) {
        expect(valueIsOffered(node, property), `${node.name}: ${property.name}`).toBe(true);
      }
    }
  });

  test('names the credentials its nodes need, and holds no secret', () => {
    const names = { odooBillingApi: 'Odoo Billing', billingDeskApi: 'Billing Desk' };
    for (const node of ours) {
      const given = Object.entries(node.credentials ?? {}).map(([type, { name }]) => [type, name]);
      const description = descriptionOf(node);
      const shown = (description.credentials ?? []).filter((each) =>
        n8n.NodeHelpers.displayParameter(withDefaults(node) ?? {}, each, node, description),
      );
      const needed = shown.map(({ name }) => [name, names[name as keyof typeof names]]);
      expect(given, node.name).toEqual(needed);
    }
    expect(JSON.stringify(file)).not.toMatch(/password|token|secret/i);
  });

  test('connects only nodes it has, and explains itself on the canvas', () => {
    const known = file.nodes.map(({ name }) => name);
    expect(new Set(known).size).toBe(known.length);
    expect(new Set(file.nodes.map(({ id }) => id)).size).toBe(known.length);
    const connected = Object.entries(file.connections).flatMap(([from, { main }]) => [
      from,
      ...(main ?? []).flatMap((targets) => (targets ?? []).map(({ node }) => node)),
    ]);
    expect(connected.filter((name) => !known.includes(name))).toEqual([]);
    expect(file.nodes.some(({ type }) => type === 'n8n-nodes-base.stickyNote')).toBe(true);
  });
});
