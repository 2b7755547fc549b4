import { z } from 'zod/v4';
import type { FailedRun } from '../../../src/rules/failed-run.ts';
import { given } from '../../../src/rules/given.ts';

const text = z.string().min(1).optional().catch(undefined);
const code = z.union([z.string(), z.number()]).transform(String).optional().catch(undefined);

const cause = z.object({ code, httpCode: code, status: code, mend: text }).optional().catch(undefined);

const time = z.number().optional().catch(undefined);

const error = z.object({
  message: z.string().catch('n8n gives no reason'),
  description: text,
  timestamp: time,
  code,
  httpCode: code,
  status: code,
  cause,
  context: z
    .object({ itemIndex: z.number().optional().catch(undefined), code })
    .optional()
    .catch(undefined),
  node: z
    .object({ name: z.string(), type: z.string().catch('') })
    .optional()
    .catch(undefined),
});

const id = z.union([z.string(), z.number()]).transform(String);

/** What n8n's Error Trigger puts out: of a run, or of a trigger that could not start one. */
const schema = z.object({
  execution: z
    .object({
      id: id.catch(''),
      url: text,
      error,
      lastNodeExecuted: text,
      executionContext: z.object({ establishedAt: time }).optional().catch(undefined),
    })
    .optional(),
  trigger: z.object({ error }).optional(),
  workflow: z.object({ id: id.catch(''), name: z.string() }),
});

/**
 * The failed run an item tells of; `undefined` where it tells of none. Parameters, items and stack stay behind.
 *
 * @param now when it failed, where the error does not say
 */
export function failedRunIn(item: object, now: Date): FailedRun | undefined {
  const { data: told } = schema.safeParse(item);
  const failed = (told?.execution ?? told?.trigger)?.error;
  if (!told || !failed) return undefined;
  const { execution, workflow } = told;
  const began = execution?.executionContext?.establishedAt;
  const name = execution?.lastNodeExecuted ?? failed.node?.name;
  return {
    flow: { id: workflow.id, name: workflow.name },
    ...given({
      run: execution && { id: execution.id, ...given({ url: execution.url }) },
      node: name ? { name, type: failed.node?.name === name ? failed.node.type : '' } : undefined,
      item: failed.context?.itemIndex,
      began: began === undefined ? undefined : new Date(began),
    }),
    failed: failed.timestamp === undefined ? now : new Date(failed.timestamp),
    error: {
      message: failed.message,
      ...given({ mend: failed.description ?? failed.cause?.mend, code: codeOf(failed) }),
    },
  };
}

const codeOf = ({ context, cause, ...own }: z.output<typeof error>): string | undefined =>
  context?.code ?? cause?.code ?? cause?.httpCode ?? cause?.status ?? own.code ?? own.httpCode ?? own.status;
