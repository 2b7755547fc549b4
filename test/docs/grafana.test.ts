import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createMetrics } from '../../src/desk/metrics/metrics.ts';
import { type Family, parseExposition } from '../desk/exposition.ts';

const file = (name: string) => readFileSync(new URL(`../../docs/grafana/${name}`, import.meta.url), 'utf8');

interface Dashboard {
  panels: { title: string; gridPos: { x: number; y: number; w: number; h: number }; targets: { expr: string }[] }[];
}
interface Alerts {
  groups: { name: string; rules: { alert: string; expr: string; labels: Record<string, string> }[] }[];
}
const dashboard = JSON.parse(file('billing-desk.json')) as Dashboard;
const alerts = parse(file('alerts.yaml')) as Alerts;
const rules = alerts.groups.flatMap((group) => group.rules);
const queries = [
  ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
];

/** What every desk exposes once each thing has happened. */
let families: Map<string, Family>;
beforeAll(async () => {
  const metrics = createMetrics();
  metrics.odooCall({ outcome: 'done', seconds: 1 });
  metrics.tried('record', 1, 'failed');
  metrics.done('record', 1);
  metrics.decided('slack', 'approved');
  metrics.answered('/slack/events', 200, 0.1);
  const at = new Date();
  const exposed = await metrics.exposed({
    queued: [{ job: 'record', waiting: 1, running: 0, oldestSeconds: 3 }],
    ofOdoo: {
      kpis: { at, value: [{ kpi: 'dso', unit: 'days', currency: 'EUR', value: 30, byAge: [['31-60', 5]] }] },
      cases: { at, value: [{ kind: 'policy', severity: 'high', count: 1 }] },
    },
  });
  families = parseExposition(exposed);
});

/** Of Prometheus itself: whether it could scrape. */
const OWN = new Map([['up', ['job']]]);
/** Prometheus adds these to all it scrapes. */
const ADDED = ['instance', 'job'];
const WORDS = ['by', 'without', 'on', 'ignoring', 'and', 'or', 'unless', 'bool', 'offset', 'inf', 'nan'];
const SELECTOR = /([a-zA-Z_:][\w:]*)\s*(?:\{([^}]*)\})?(?!\w*\s*\()/g;

/** The series a query selects, with the labels it selects by; `by (…)` apart. */
function selected(query: string): { name: string; labels: string[] }[] {
  const plain = query.replaceAll(/\b(?:by|without|on|ignoring)\s*\([^)]*\)/g, '').replaceAll(/\[\w+\]/g, '');
  return [...plain.matchAll(SELECTOR)]
    .map(([, name = '', inside = '']) => ({
      name,
      labels: [...inside.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
    }))
    .filter(({ name }) => !WORDS.includes(name) && !new RegExp(`\\b${name}\\s*\\(`).test(plain));
}

const groupedBy = (query: string): string[] =>
  [...query.matchAll(/\bby\s*\(([^)]*)\)/g)].flatMap(([, labels = '']) => labels.split(',').map((each) => each.trim()));

describe('queries of the dashboard and the alerts', () => {
  it.each(queries)('%s names only what /metrics exposes: %s', (_title, query) => {
    const labelsOf = new Map(
      [...families.values()]
        .flatMap(({ samples }) => samples)
        .map(({ name, labels }) => [name, Object.keys(labels)] as const),
    );
    const series = selected(query);
    expect(series.length).toBeGreaterThan(0);
    for (const { name, labels } of series) {
      const known = labelsOf.get(name) ?? OWN.get(name);
      expect(known, name).toBeDefined();
      for (const label of [...labels, ...groupedBy(query)]) expect([...(known ?? []), ...ADDED]).toContain(label);
    }
    expect(query.split('(').length).toBe(query.split(')').length);
  });

  it('are found by what this test reads', () => {
    const query = 'sum by (le) (rate(a_bucket{b!~"c", d="e"}[5m])) / max(f) > 0.2 and on () vector(1)';
    expect(selected(query)).toEqual([
      { name: 'a_bucket', labels: ['b', 'd'] },
      { name: 'f', labels: [] },
    ]);
    expect(groupedBy(query)).toEqual(['le']);
  });

  it('show every metric of the desk’s own', () => {
    const shown = new Set(
      queries.flatMap(([, query]) => selected(query).map(({ name }) => name.replace(/_(bucket|count|sum)$/, ''))),
    );
    for (const name of families.keys()) if (name.startsWith('billing_')) expect([...shown], name).toContain(name);
  });
});

it('the depth of the queue is what waits and what is in work', () => {
  const depth = dashboard.panels.find(({ title }) => title === 'Queue depth');
  expect(depth?.targets.map(({ expr }) => expr)).toEqual(['sum by (job) (max by (job, state) (billing_desk_jobs))']);
});

it('panels of the dashboard don’t overlap', () => {
  const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
});

it('alerts tell passing trouble from what blocks the end of the month', () => {
  for (const { alert, labels } of rules)
    expect([labels.trouble === 'passing', labels.blocks === 'month-end'].filter(Boolean), alert).toHaveLength(1);
});
