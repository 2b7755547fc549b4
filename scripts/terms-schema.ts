// Writes docs/terms.schema.json, the JSON Schema editors check files of terms by.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { termsJsonSchema } from '../src/rules/terms/json-schema.ts';

const file = join(import.meta.dirname, '../docs/terms.schema.json');
await writeFile(file, `${JSON.stringify(termsJsonSchema(), undefined, 2)}\n`);
console.log(`Written: ${file}`);
