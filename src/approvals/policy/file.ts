import type { Form } from '../../rules/terms/file/format.ts';
import { decimalNames, formatBy } from '../../rules/terms/file/format.ts';
import { loadBy, parseBy } from '../../rules/terms/file/parse.ts';
import type { Problem } from '../../rules/terms/file/problem.ts';
import { policyJsonSchema } from './json-schema.ts';
import type { Policy } from './schema.ts';
import { policyFile } from './schema.ts';

export type ParsedPolicy = { policy: Policy; problems?: never } | { policy?: never; problems: Problem[] };

/** Reads a file with an approval policy, YAML or JSON, whole or not at all. */
export function parsePolicy(source: string): ParsedPolicy {
  const { value, problems } = parseBy(policyFile, source);
  return problems ? { problems } : value;
}

/** The file of this policy; `parsePolicy` gives it back exactly. */
export const formatPolicy = (policy: Policy, form: Form): string => formatBy(DECIMALS, { policy }, form);

/** @throws Error that lists every problem with its line and column */
export function loadPolicy(source: string, name = 'The approval policy'): Policy {
  return loadBy(policyFile, source, name).policy;
}

const DECIMALS = decimalNames(policyJsonSchema());
