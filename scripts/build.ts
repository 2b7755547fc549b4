import { cp, rm, writeFile } from 'node:fs/promises';

import { build, type BuildOptions } from 'esbuild';

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
const desk: BuildOptions = {
  ...common,
  format: 'esm',
  target: 'node24',
  outbase: 'src',
  entryPoints: ['src/desk/main.ts'],
  external: ['@electric-sql/pglite', 'pg-native'],
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
};

/** Read by the desk at run time, from beside its bundle. */
const deskFiles: [from: string, to: string][] = [
  ['src/desk/migrations', 'dist/desk/migrations'],
  ['src/desk/page/desk.css', 'dist/desk/desk.css'],
];

const codex = (file: string): string => file.replace(/\.[jt]s$/, '.json');

await rm('dist', { recursive: true, force: true });
await Promise.all([
  build(nodes),
  build(desk),
  cp('icons', 'dist/icons', { recursive: true }),
  ...manifest.n8n.nodes.map((file) => cp(codex(source(file)), codex(file))),
  ...deskFiles.map(([from, to]) => cp(from, to, { recursive: true })),
]);
await writeFile('dist/package.json', '{"type":"commonjs"}\n');
await writeFile('dist/desk/package.json', '{"type":"module"}\n');
