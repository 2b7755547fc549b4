import { z } from 'zod/v4';
import { policyFile } from './schema.ts';

/** JSON Schema of a file with an approval policy, for editors. */
export function policyJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(policyFile, { io: 'input', reused: 'inline' });
  return {
    ...schema,
    title: 'Approval policy',
    description: 'Who must approve which invoice. What relates several fields is checked when the file is read.',
  };
}
