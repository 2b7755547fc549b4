import type { z } from 'zod/v4';
import type { Agreement } from '../schema.ts';
import { termsFile } from '../schema.ts';
import type { Problem } from './problem.ts';
import { pathText, problemText, shown } from './problem.ts';
import { readFile } from './read.ts';
import { suggest } from './suggest.ts';

export type ParsedTerms = { agreements: Agreement[]; problems?: never } | { agreements?: never; problems: Problem[] };

/** Nobody mends more at a time. */
const MOST_PROBLEMS = 100;

/** Reads a file of terms, YAML or JSON: every agreement in it, or every problem. Never a part of it. */
export function parseTerms(source: string): ParsedTerms {
  const { value, problems } = parseBy(termsFile, source);
  return problems ? { problems } : value;
}

/** @throws Error that lists every problem with its line and column */
export function loadTerms(source: string, name = 'The file of terms'): Agreement[] {
  return loadBy(termsFile, source, name).agreements;
}

/** A file of this schema, whole, or every problem in it. */
export function parseBy<Schema extends z.ZodType>(
  schema: Schema,
  source: string,
): { value: z.output<Schema>; problems?: never } | { value?: never; problems: Problem[] } {
  const written = readFile(source);
  if ('problems' in written) return written;
  const read = schema.safeParse(written.value, { error: expectation });
  if (read.success) return { value: read.data };
  const problems = new Map<string, Problem>();
  for (const issue of read.error.issues)
    for (const { path, value, expected, part } of problemsOf(issue, written.value)) {
      const problem = { path: pathText(path), value, expected, ...written.at(path, part) };
      problems.set(`${problem.path} ${expected}`, problem);
    }
  return { problems: [...problems.values()].slice(0, MOST_PROBLEMS) };
}

/** @throws Error that lists every problem with its line and column */
export function loadBy<Schema extends z.ZodType>(schema: Schema, source: string, name: string): z.output<Schema> {
  const { value, problems } = parseBy(schema, source);
  if (!problems) return value;
  throw new Error(`${name} can’t be used, nothing of it was read:\n${problems.map(problemText).join('\n')}`);
}

interface Found {
  path: PropertyKey[];
  value: string;
  expected: string;
  part: 'key' | 'value';
}

/** What is wrong with plain values by the schema, with paths below `at`. */
export function problemsOf(issue: z.core.$ZodIssue, whole: unknown): Found[] {
  if (issue.code !== 'unrecognized_keys') {
    const expected = issue.message;
    return [{ path: issue.path, value: shown(valueAt(whole, issue.path)), expected, part: 'value' }];
  }
  const known = issue.message.split(',');
  return issue.keys.map((key) => {
    const meant = suggest(key, known);
    const expected = meant ? `no such field; did you mean ${meant}?` : `one of the fields ${known.join(', ')}`;
    return { path: [...issue.path, key], value: shown(valueAt(whole, [...issue.path, key])), expected, part: 'key' };
  });
}

const KINDS: Record<string, string> = {
  string: 'a text',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
  array: 'a list',
  object: 'fields with their values',
};

/** What zod would say by itself, in words that read on after "expected". */
export const expectation: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return KINDS[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `at least ${issue.minimum}${issue.origin === 'array' ? ' in the list' : ''}`;
    case 'too_big':
      return `at most ${issue.maximum}${issue.origin === 'array' ? ' in the list' : ''}`;
    case 'unrecognized_keys':
      // The names there are: `problemsOf` looks for the one that was meant.
      return Object.keys((issue.inst as z.ZodObject | undefined)?._zod.def.shape ?? {}).join(',');
    default:
      return 'another value';
  }
};

const valueAt = (whole: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, step) => (value as Record<PropertyKey, unknown> | undefined)?.[step], whole);
