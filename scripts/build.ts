import { chmod, cp, rm, writeFile } from 'node:fs/promises';

import { build, type BuildOptions } from 'esbuild';

import { STYLES } from '../src/desk/page/styles.ts';
import manifest from '../package.json' with { type: 'json' };

const source = (file: string): string => file.replace(/^dist\//, '').replace(/\.js$/, '.ts');

const common: BuildOptions = { bundle: true, platform: 'node', outdir: 'dist', outbase: '.', logLevel: 'warning' };

/** n8n loads CommonJS, and takes nothing from the package's own dependencies. */
const nodes: BuildOptions = {
  ...common,
  format: 'cjs',
  target: 'node20',
  entryPoints: [...manifest.n8n.nodes, ...manifest.n8n.credentials].map(source),
  external: ['n8n-workflow'],
};

/** ESM, since node-cron breaks as CommonJS; the shim serves the CommonJS packages inside. */
const programs: BuildOptions = {
  ...common,
  format: 'esm',
  target: 'node24',
  outbase: 'src',
  entryPoints: ['src/desk/main.ts', 'src/cli/main.ts'],
  external: ['@electric-sql/pglite', 'pg-native'],
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
};

/** Read at run time, from beside the bundles. */
const files: [from: string, to: string][] = [
  ['src/desk/migrations', 'dist/desk/migrations'],
  ...STYLES.map((name): [from: string, to: string] => [`src/desk/page/${name}`, `dist/desk/${name}`]),
  ['src/odoo/addon', 'dist/cli/addon'],
];

const codex = (file: string): string => file.replace(/\.[jt]s$/, '.json');

await rm('dist', { recursive: true, force: true });
await Promise.all([
  build(nodes),
  build(programs),
  cp('icons', 'dist/icons', { recursive: true }),
  ...manifest.n8n.nodes.map((file) => cp(codex(source(file)), codex(file))),
  ...files.map(([from, to]) => cp(from, to, { recursive: true })),
]);
await writeFile('dist/package.json', '{"type":"commonjs"}\n');
for (const program of ['desk', 'cli']) await writeFile(`dist/${program}/package.json`, '{"type":"module"}\n');
await chmod('dist/cli/main.js', 0o755);
