import type { Node } from 'yaml';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { exact, text } from '../../../money/decimal.ts';
import type { Problem } from './problem.ts';
import { pathText, shown } from './problem.ts';

const MOST_CHARACTERS = 1_000_000;
const DEEPEST = 12;
const MOST_ERRORS = 20;
const PLAIN_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/;

type Path = readonly PropertyKey[];

/** Plain values of a file, and where each of them is written. */
export interface Written {
  value: unknown;
  /** Of the value at this path; of what holds it, where it is missing. `key`: of its name instead. */
  at(path: Path, part?: 'key' | 'value'): Pick<Problem, 'line' | 'column'>;
}

/**
 * Reads YAML 1.2 or JSON (which is YAML) into plain values: texts, numbers, true, false, lists and fields, nothing else.
 * No tags, no anchors, nothing that means more than it says. A number a float can't hold becomes its text.
 */
export function readFile(source: string): Written | { problems: Problem[] } {
  const problems: Problem[] = [];
  const lines = new LineCounter();
  const starts = new Map<string, number>();
  const keys = new Map<string, number>();
  const where = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const refuse = (path: Path, value: unknown, expected: string, offset = 0): undefined => {
    problems.push({ path: pathText(path), value: shown(value), expected, ...where(offset) });
  };

  if (source.length > MOST_CHARACTERS) {
    refuse([], `${source.length} characters`, `at most ${MOST_CHARACTERS} characters`);
    return { problems };
  }
  const document = parsed(source, lines);
  if (!document) {
    refuse([], 'nested too deeply', `at most ${DEEPEST} levels`);
    return { problems };
  }
  for (const { pos, message } of [...document.errors, ...document.warnings].slice(0, MOST_ERRORS)) {
    const [offset] = pos;
    refuse(
      [],
      source.slice(offset, offset + 40).split('\n')[0],
      `well-formed YAML or JSON: ${reworded(message)}`,
      offset,
    );
  }
  if (/^%/m.test(source) && document.directives?.yaml.explicit)
    refuse([], '%YAML', 'no directives: files are YAML 1.2 as they are', source.search(/^%/m));
  if (problems.length) return { problems };

  const visit = (node: unknown, path: Path): unknown => {
    const { range, anchor, tag } = (node ?? {}) as Partial<Node> & { anchor?: string; tag?: string };
    const offset = range?.[0] ?? 0;
    starts.set(pathText(path), offset);
    if (path.length > DEEPEST) return refuse(path, 'nested too deeply', `at most ${DEEPEST} levels`, offset);
    if (isAlias(node)) return refuse(path, `*${node.source}`, 'the value itself, not an alias', offset);
    if (anchor !== undefined) return refuse(path, `&${anchor}`, 'the value without an anchor', offset);
    if (tag !== undefined) return refuse(path, tag, 'a value without a tag', offset);
    if (isSeq(node)) return node.items.map((item, index) => visit(item, [...path, index]));
    if (isMap(node)) {
      const fields = new Map<string, unknown>();
      for (const { key, value } of node.items) {
        const begin = (key as Partial<Node> | null)?.range?.[0] ?? offset;
        if (!isScalar(key) || typeof key.value !== 'string' || key.anchor !== undefined || key.tag !== undefined) {
          refuse(path, String(key), 'names of fields in plain text', begin);
        } else if (key.value === '__proto__') {
          refuse([...path, key.value], key.value, 'no field of this name', begin);
        } else {
          const inside = [...path, key.value];
          keys.set(pathText(inside), begin);
          fields.set(key.value, visit(value, inside));
        }
      }
      return Object.fromEntries(fields);
    }
    if (!isScalar(node)) return undefined;
    return typeof node.value === 'number' ? number(node.value, node.source ?? '', path, offset) : node.value;
  };
  const number = (value: number, written: string, path: Path, offset: number): unknown => {
    if (!PLAIN_NUMBER.test(written))
      return refuse(path, written, 'plain digits such as 1250.50 (a text of digits goes in quotes)', offset);
    return Number.isFinite(value) && text(exact(value)) === text(exact(written)) ? value : written;
  };

  const value = visit(document.contents, []);
  if (problems.length) return { problems };
  return {
    value,
    at(path, part = 'value') {
      for (let length = path.length; length >= 0; length -= 1) {
        const name = pathText(path.slice(0, length));
        const offset = part === 'key' ? (keys.get(name) ?? starts.get(name)) : starts.get(name);
        if (offset !== undefined) return where(offset);
      }
      return where(0);
    },
  };
}

function parsed(source: string, lineCounter: LineCounter) {
  try {
    return parseDocument(source, {
      version: '1.2',
      schema: 'core',
      merge: false,
      uniqueKeys: true,
      prettyErrors: false,
      // Quieter would let a second document pass unseen.
      logLevel: 'error',
      lineCounter,
    });
  } catch (error) {
    // The parser descends by calling itself.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** What the parser says, as the end of a sentence. */
function reworded(message: string): string {
  if (message.startsWith('Maximum call stack')) return `at most ${DEEPEST} levels`;
  const [said = ''] = message.split(/; please|\.$/);
  return said.charAt(0).toLowerCase() + said.slice(1);
}
