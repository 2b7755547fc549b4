import type { Picture } from './picture.ts';
import { DIFFERENCES } from './differences.ts';

export interface Difference {
  record: string;
  field: string;
  ours: unknown;
  wizard: unknown;
}

export interface Comparison {
  fields: number;
  /** Differences with a reason, by the name of the reason. */
  explained: Map<string, number>;
  unexplained: Difference[];
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

export function compare(ours: Picture, wizard: Picture): Comparison {
  const explained = new Map<string, number>();
  const unexplained: Difference[] = [];
  let fields = 0;
  for (const record of new Set([...Object.keys(ours), ...Object.keys(wizard)])) {
    const [own, other] = [ours[record], wizard[record]];
    if (!own || !other) {
      unexplained.push({ record, field: '(the whole record)', ours: own, wizard: other });
      continue;
    }
    for (const field of new Set([...Object.keys(own), ...Object.keys(other)])) {
      fields += 1;
      if (same(own[field], other[field])) continue;
      const reason = DIFFERENCES.find((known) => known.fields.test(`${record.replace(/ .*/, '')}.${field}`));
      if (reason) explained.set(reason.name, (explained.get(reason.name) ?? 0) + 1);
      else unexplained.push({ record, field, ours: own[field], wizard: other[field] });
    }
  }
  return { fields, explained, unexplained };
}
