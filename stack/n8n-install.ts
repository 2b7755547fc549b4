import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from './cache.ts';
import { run } from './process.ts';

const version = '2.41.1';

/** n8n asks for versions, and for a tarball outside the npm registry, that not every registry mirror has. */
const overrides = {
  xlsx: '0.18.5',
  linkedom: '0.18.12',
  '@langchain/langgraph-checkpoint': '1.1.5',
  '@langchain/langgraph': '1.5.0',
  '@langchain/langgraph-sdk': '1.12.9',
  '@langchain/protocol': '0.0.19',
};

/** No install scripts: on PostgreSQL n8n needs nothing compiled. */
const flags = ['--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'];

/** The folder of a real n8n; installed from the npm registry in about three minutes when it isn't there yet. */
export async function n8nFolder(): Promise<string> {
  const manifest = JSON.stringify({ private: true, dependencies: { n8n: version }, overrides });
  return cached(`n8n-${version}`, manifest + flags.join(), async (folder) => {
    await writeFile(join(folder, 'package.json'), manifest);
    await run('npm', ['install', '--prefix', folder, ...flags], { cwd: folder });
  });
}
