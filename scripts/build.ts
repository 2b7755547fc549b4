import { existsSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { build, type BuildOptions } from 'esbuild';

import manifest from '../package.json' with { type: 'json' };

const DESK = 'src/desk/main.ts';
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
  entryPoints: [DESK],
  external: ['@electric-sql/pglite', 'pg-native'],
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
};

await rm('dist', { recursive: true, force: true });
await Promise.all([
  build(nodes),
  ...(existsSync(DESK) ? [build(desk)] : []),
  cp('icons', 'dist/icons', { recursive: true }),
]);
await Promise.all(
  manifest.n8n.nodes.map(async (file) => {
    await mkdir(dirname(file), { recursive: true });
    await cp(source(file).replace(/\.ts$/, '.json'), file.replace(/\.js$/, '.json'));
  }),
);
await writeFile('dist/package.json', '{"type":"commonjs"}\n');
if (existsSync(DESK)) await writeFile('dist/desk/package.json', '{"type":"module"}\n');
