/** One thing wrong in a file of terms: where, what is there, what should be. */
export interface Problem {
  /** `agreements[0].versions[1].caps[0].amount`; empty for the whole file. */
  path: string;
  /** What is there, as text; `nothing` where it is missing. */
  value: string;
  /** Reads on after "expected". */
  expected: string;
  /** From 1. */
  line: number;
  column: number;
}

const MOST_SHOWN = 80;

export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? JSON.stringify(value) : (JSON.stringify(value) ?? String(value));
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}

/** `versions[1].caps`, as people write it. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text ? `${text}.${String(step)}` : String(step);
  }, '');
}

/** `line 12, column 9: agreements[0].currency is "EURO"; expected an ISO 4217 currency code such as EUR.` */
export function problemText({ path, value, expected, line, column }: Problem): string {
  return `line ${line}, column ${column}: ${path || 'the file'} is ${value}; expected ${expected}.`;
}
