import { readFileSync } from 'node:fs';

export const SCHEMA = JSON.parse(read('terms.schema.json')) as Record<string, unknown>;

/** Every example of docs/terms.md, by its heading. */
export const EXAMPLES: [heading: string, yaml: string][] = read('terms.md')
  .split(/^## /m)
  .flatMap((section) => {
    const heading = section.split('\n')[0] ?? '';
    return Array.from(section.matchAll(/^```yaml\n([^]*?)^```/gm), ([, yaml = '']): [string, string] => [
      heading,
      yaml,
    ]);
  });

function read(name: string): string {
  return readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
}
