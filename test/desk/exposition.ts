export interface Sample {
  name: string;
  labels: Readonly<Record<string, string>>;
  value: number;
}

export interface Family {
  type: string;
  samples: Sample[];
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const HELP = new RegExp(`^# HELP (${NAME}) \\S.*$`);
const TYPE = new RegExp(`^# TYPE (${NAME}) (counter|gauge|histogram|summary)$`);
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (-?[0-9.e+-]+|[+-]Inf|NaN)$`, 'i');
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/y;

/**
 * Prometheus' text format 0.0.4, strictly: https://prometheus.io/docs/instrumenting/exposition_formats/.
 *
 * @throws Error at the first line Prometheus would not take, or where a histogram doesn't add up
 */
export function parseExposition(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('The last line is not ended.');
  const families = new Map<string, Family>();
  const seen = new Set<string>();
  let helped = '';
  let current: [name: string, Family] | undefined;
  for (const line of text.split('\n').filter(Boolean)) {
    const help = HELP.exec(line);
    if (help) {
      helped = help[1] ?? '';
      continue;
    }
    const [, typed, type = ''] = TYPE.exec(line) ?? [];
    if (typed) {
      if (families.has(typed) || helped !== typed) throw new Error(`${typed} is told of twice, or without help.`);
      current = [typed, { type, samples: [] }];
      families.set(...current);
      continue;
    }
    const sample = sampleOf(line);
    if (!current || sample.name.replace(suffixes(current[1].type), '') !== current[0])
      throw new Error(`Not of ${current?.[0]}: ${line}`);
    const series = line.slice(0, line.lastIndexOf(' '));
    if (seen.has(series)) throw new Error(`Twice: ${series}`);
    seen.add(series);
    current[1].samples.push(sample);
  }
  for (const [name, family] of families) if (family.type === 'histogram') checkHistogram(name, family);
  return families;
}

const suffixes = (type: string): RegExp | string =>
  type === 'histogram' ? /_(bucket|sum|count)$/ : type === 'summary' ? /_(sum|count)$/ : '';

function sampleOf(line: string): Sample {
  const [, name, inside = '', value] = SAMPLE.exec(line) ?? [];
  if (!name) throw new Error(`No sample: ${line}`);
  const labels: Record<string, string> = {};
  for (LABEL.lastIndex = 0; LABEL.lastIndex < inside.length;) {
    const [, label, text = ''] = LABEL.exec(inside) ?? [];
    if (!label || label in labels) throw new Error(`Labels can't be read: ${line}`);
    labels[label] = text;
  }
  return { name, labels, value: Number(value?.replace('Inf', 'Infinity')) };
}

function checkHistogram(name: string, { samples }: Family): void {
  const series = Map.groupBy(samples, ({ labels: { le: _, ...rest } }) => JSON.stringify(rest));
  for (const own of series.values()) {
    const buckets = own.filter((each) => each.name === `${name}_bucket`);
    const counts = buckets.map(({ value }) => value);
    const total = own.find((each) => each.name === `${name}_count`)?.value;
    const isCumulative = counts.every((count, index) => count >= (counts[index - 1] ?? 0));
    if (!isCumulative || buckets.at(-1)?.labels.le !== '+Inf' || counts.at(-1) !== total)
      throw new Error(`${name} does not add up.`);
  }
}
