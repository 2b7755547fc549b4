import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { OpenCases } from '../../billing/kpi/ports.ts';
import type { Channel } from '../../billing/ports.ts';
import type { OdooCall } from '../../odoo/api.ts';
import { ODOO_ERROR_CODES } from '../../odoo/errors.ts';
import { JOBS, type Queued } from '../queue.ts';
import type { CaseKind } from '../../rules/verdict.ts';
import type { OfOdoo } from './of-odoo.ts';
import { ROUTE_NAMES, routeOf } from './route-of.ts';

const CHANNELS = ['slack', 'teams', 'email', 'page', 'odoo', 'policy'] as const satisfies (Channel | 'policy')[];
const DECIDED = ['approved', 'rejected', 'refused', 'late'] as const;

const KINDS = ['technical', 'data-quality', 'policy'] as const satisfies CaseKind[];
const SEVERITIES = ['low', 'medium', 'high'] as const satisfies OpenCases['severity'][];

/** What one desk counts, in Prometheus' terms: names and labels are a promise to dashboards and alerts. */
export interface Metrics {
  odooCall(call: OdooCall): void;
  /** One try of a job. */
  tried(job: string, seconds: number, outcome: 'done' | 'failed'): void;
  /** A job is done, so long after it was sent. */
  done(job: string, secondsSinceSent: number): void;
  /** Somebody decided, or tried to. */
  decided(channel: (typeof CHANNELS)[number], outcome: (typeof DECIDED)[number]): void;
  answered(path: string, status: number, seconds: number): void;
  /** All of it in Prometheus' text format, and what `look` finds at this moment. */
  exposed(look: Look): Promise<string>;
  readonly contentType: string;
}

/** What is looked at for each scrape; undefined where it can't be told. */
export interface Look {
  queued: Queued[] | undefined;
  ofOdoo: OfOdoo | undefined;
}

const FROM_MILLISECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 3, 5, 10, 30];
const FROM_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
const LATENCIES = [0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600, 14_400, 86_400];

/** A registry of its own for each desk, so that two in one process don't add up. Labels are bounded: no customers, no people. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const calls = new Histogram({
    name: 'billing_desk_odoo_call_duration_seconds',
    help: 'Calls to Odoo by outcome: done, refused (Odoo’s own no), or why it failed.',
    labelNames: ['outcome'],
    buckets: FROM_SECONDS,
    registers,
  });
  const tries = new Histogram({
    name: 'billing_desk_job_duration_seconds',
    help: 'Tries of jobs, by kind and whether they failed.',
    labelNames: ['job', 'outcome'],
    buckets: FROM_SECONDS,
    registers,
  });
  const latencies = new Histogram({
    name: 'billing_desk_job_latency_seconds',
    help: 'Time from a job’s sending until it was done, waiting and failed tries included.',
    labelNames: ['job'],
    buckets: LATENCIES,
    registers,
  });
  const decisions = new Counter({
    name: 'billing_desk_decisions_total',
    help: 'Decisions taken, refused, and late, by channel; policy is what goes straight through.',
    labelNames: ['channel', 'outcome'],
    registers,
  });
  const answers = new Histogram({
    name: 'billing_desk_http_duration_seconds',
    help: 'Time until a request over HTTP was answered.',
    labelNames: ['route', 'status'],
    buckets: FROM_MILLISECONDS,
    registers,
  });
  // What is first seen at 1 never rose, for Prometheus: everything that is counted is there from 0 on.
  for (const outcome of ['done', ...ODOO_ERROR_CODES]) calls.zero({ outcome });
  for (const job of JOBS) {
    latencies.zero({ job });
    for (const outcome of ['done', 'failed']) tries.zero({ job, outcome });
  }
  for (const channel of CHANNELS)
    for (const outcome of channel === 'policy' ? (['approved'] as const) : DECIDED)
      decisions.inc({ channel, outcome }, 0);
  for (const route of ROUTE_NAMES) for (const first of [2, 3, 4, 5]) answers.zero({ route, status: `${first}xx` });

  const queued = new Gauge({
    name: 'billing_desk_jobs',
    help: 'Jobs not done yet; the same on every desk of one database.',
    labelNames: ['job', 'state'],
    registers,
  });
  const oldest = new Gauge({
    name: 'billing_desk_oldest_job_seconds',
    help: 'Age of the oldest job not done yet; the same on every desk of one database.',
    labelNames: ['job'],
    registers,
  });
  const kpis = new Gauge({
    name: 'billing_kpi',
    help: 'KPIs of the last 30 days, as docs/kpis.md defines them, in their own unit.',
    labelNames: ['kpi', 'unit', 'currency'],
    registers,
  });
  const ages = new Gauge({
    name: 'billing_kpi_by_age',
    help: 'KPIs of money by age, in their currency: what is not billed by days since the service day, what is not paid by days late.',
    labelNames: ['kpi', 'age', 'currency'],
    registers,
  });
  const cases = new Gauge({
    name: 'billing_cases_open',
    help: 'Open cases in Odoo, by kind and severity.',
    labelNames: ['kind', 'severity'],
    registers,
  });
  const read = new Gauge({
    name: 'billing_desk_odoo_read_timestamp_seconds',
    help: 'When Odoo was read for the gauges of KPIs and of cases.',
    labelNames: ['what'],
    registers,
  });

  function show({ queued: jobs, ofOdoo }: Look): void {
    for (const gauge of [queued, oldest, kpis, ages, cases, read]) gauge.reset();
    for (const { job, waiting, running, oldestSeconds } of jobs ?? []) {
      queued.set({ job, state: 'waiting' }, waiting);
      queued.set({ job, state: 'running' }, running);
      oldest.set({ job }, oldestSeconds);
    }
    for (const { kpi, unit, currency = '', value, byAge } of ofOdoo?.kpis?.value ?? []) {
      kpis.set({ kpi, unit, currency }, value);
      for (const [age, part] of byAge) ages.set({ kpi, age, currency }, part);
    }
    if (ofOdoo?.cases) for (const kind of KINDS) for (const severity of SEVERITIES) cases.set({ kind, severity }, 0);
    for (const { kind, severity, count } of ofOdoo?.cases?.value ?? []) cases.inc({ kind, severity }, count);
    for (const what of ['kpis', 'cases'] as const) {
      const at = ofOdoo?.[what]?.at;
      if (at) read.set({ what }, at.getTime() / 1000);
    }
  }

  return {
    odooCall: ({ outcome, seconds }) => calls.observe({ outcome }, seconds),
    tried: (job, seconds, outcome) => tries.observe({ job, outcome }, seconds),
    done: (job, seconds) => latencies.observe({ job }, seconds),
    decided: (channel, outcome) => decisions.inc({ channel, outcome }),
    answered: (path, status, seconds) =>
      answers.observe({ route: routeOf(path), status: `${Math.floor(status / 100)}xx` }, seconds),
    exposed: (look) => {
      show(look);
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}
