import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

import type { ICredentialType, INodeType, INodeTypes } from 'n8n-workflow';

import manifest from '../package.json' with { type: 'json' };

// n8n-core writes its key there while it loads, and into the home folder otherwise. It logs what the runs report anyway.
process.env['N8N_USER_FOLDER'] ??= temporaryFolder();
process.env['N8N_LOG_LEVEL'] ??= 'silent';

const require = createRequire(import.meta.url);
/** CommonJS, and no types of their own for ESM. */
export const core = require('n8n-core') as typeof import('n8n-core');
export const n8n = require('n8n-workflow') as typeof import('n8n-workflow');

const root = dirname(import.meta.dirname);
const base = dirname(require.resolve('n8n-nodes-base/package.json'));
const baseNodes = require(join(base, 'dist/known/nodes.json')) as Record<
  string,
  { className: string; sourcePath: string }
>;

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'n8n-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function load<T>(file: string, className: string): T {
  const Class = (require(file) as Record<string, (new () => T) | undefined>)[className];
  if (!Class) throw new Error(`${file} has no class ${className}`);
  return new Class();
}

/** n8n's rule: the class is named as the file, up to its first dot. */
const loadOwn = <T>(file: string): T => load(join(root, file), basename(file).replace(/\..*$/, ''));

/** This package's nodes as built, by type name. */
export const ownNodes: Record<string, INodeType> = Object.fromEntries(
  manifest.n8n.nodes
    .map((file) => loadOwn<INodeType>(file))
    .map((node) => [`${manifest.name}.${node.description.name}`, node]),
);

export const ownCredentials = manifest.n8n.credentials.map((file) => loadOwn<ICredentialType>(file));

const loaded: Record<string, INodeType> = { ...ownNodes };

function nodeType(type: string): INodeType {
  return (loaded[type] ??= loadBase(type));
}

function loadBase(type: string): INodeType {
  const [prefix, name = ''] = type.split('.');
  const known = prefix === 'n8n-nodes-base' ? baseNodes[name] : undefined;
  if (!known) throw new Error(`Unknown node type ${type}`);
  return load(join(base, known.sourcePath), known.className);
}

export const nodeTypes: INodeTypes = {
  getByName: nodeType,
  getByNameAndVersion: (type, version) => n8n.NodeHelpers.getVersionedNodeType(nodeType(type), version),
  getKnownTypes: () => ({}),
};
