import { z } from 'zod/v4';
import { termsFile } from './schema.ts';

/** JSON Schema of a file of terms, for editors: names, explanations and limits of single fields. */
export function termsJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(termsFile, { io: 'input', reused: 'inline' });
  return {
    ...schema,
    title: 'Billing terms',
    description: 'Agreements on how work is billed. What relates several fields is checked when the file is read.',
  };
}
