import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectOdoo } from '../../src/odoo/connect.ts';
import { ODOO_ERROR_CODES } from '../../src/odoo/errors.ts';
import { JOBS } from '../../src/desk/queue.ts';
import { createMetrics, type Metrics } from '../../src/desk/metrics/metrics.ts';
import { ofOdoo } from '../../src/desk/metrics/of-odoo.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { parseExposition } from './exposition.ts';
import { freshDatabase } from './fresh-database.ts';
import { recordedFirm } from './recorded.ts';
import { eventually, press, type Started, startDesk, TOKEN } from './start.ts';

const METRICS_TOKEN = 'a-token-for-prometheus-that-is-long-enough';
const firm = recordedFirm();

let desk: Started;
beforeAll(async () => {
  desk = await startDesk({ measuring: firm, config: { metricsToken: METRICS_TOKEN } });
});
afterAll(() => desk.stop());

const scrape = (of: Pick<Started, 'url'> = desk, token = METRICS_TOKEN) =>
  fetch(`${of.url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
const exposed = async () => parseExposition(await (await scrape()).text());

/** The sample of a metric with these labels. */
async function sample(name: string, labels: Record<string, string> = {}): Promise<number | undefined> {
  const samples = [...(await exposed()).values()].flatMap((family) => family.samples);
  return samples.find(
    (each) => each.name === name && Object.entries(labels).every(([label, value]) => each.labels[label] === value),
  )?.value;
}

describe('/metrics', () => {
  it('is for who has its token, which is not the one of n8n', async () => {
    expect((await fetch(`${desk.url}/metrics`)).status).toBe(401);
    expect((await scrape(desk, TOKEN)).status).toBe(401);
    const answer = await scrape();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  });

  it('is not there where the settings name no token', async () => {
    const closed = await startDesk();
    expect((await scrape(closed)).status).toBe(404);
    await closed.stop();
  });

  it('answers with what it has where PostgreSQL stalls', async () => {
    let stalls = false;
    const slow = await startDesk({
      config: { metricsToken: METRICS_TOKEN },
      open: async () => {
        const database = await freshDatabase();
        const query: typeof database.query = (text, values) =>
          stalls && text.includes('desk_jobs') ? Promise.withResolvers<never>().promise : database.query(text, values);
        return { ...database, query };
      },
    });
    stalls = true;
    const answer = await fetch(`${slow.url}/metrics`, {
      headers: { authorization: `Bearer ${METRICS_TOKEN}` },
      signal: AbortSignal.timeout(8_000),
    });
    expect(answer.status).toBe(200);
    const families = parseExposition(await answer.text());
    expect(families.get('billing_desk_jobs')?.samples).toEqual([]);
    expect(families.get('process_cpu_seconds_total')?.samples).toHaveLength(1);
    stalls = false;
    await slow.stop();
  });

  it('counts decisions by channel and outcome, and jobs with how long they took', async () => {
    desk.odoo.add(12);
    const { id } = await desk.ask(12);
    const link = await desk.linkFor('ann@firm.test', id);
    await press(link, { decision: 'approve' });
    await eventually(async () => (await desk.state(id)) === 'approved');
    const decisions = 'billing_desk_decisions_total';
    expect(await sample(decisions, { channel: 'page', outcome: 'approved' })).toBe(1);
    expect(await sample(decisions, { channel: 'page', outcome: 'rejected' })).toBe(0);
    const done = { job: 'record', outcome: 'done' };
    await eventually(() => sample('billing_desk_job_duration_seconds_count', done));
    expect(await sample('billing_desk_job_latency_seconds_count', { job: 'record' })).toBe(1);
    expect(await sample('billing_desk_job_latency_seconds_sum', { job: 'record' })).toBeGreaterThan(0);
    expect(await sample('billing_desk_http_duration_seconds_count', { route: 'link', status: '2xx' })).toBeGreaterThan(
      0,
    );
    expect(await (await scrape()).text()).not.toContain(link.split('/').at(-1));
  });

  it('tells what waits while Odoo is away, how old it is, and what failed', async () => {
    desk.odoo.add(13);
    const { id } = await desk.ask(13);
    const link = await desk.linkFor('ann@firm.test', id);
    desk.odoo.down = true;
    await press(link, { decision: 'approve' });
    const failed = { job: 'record', outcome: 'failed' };
    await eventually(() => sample('billing_desk_job_duration_seconds_count', failed));
    expect(await sample('billing_desk_jobs', { job: 'record', state: 'waiting' })).toBe(1);
    expect(await sample('billing_desk_oldest_job_seconds', { job: 'record' })).toBeGreaterThan(0);
    desk.odoo.down = false;
    await eventually(async () => (await sample('billing_desk_jobs', { job: 'record', state: 'waiting' })) === 0);
    expect(await sample('billing_desk_oldest_job_seconds', { job: 'record' })).toBe(0);
  });

  it('tells KPIs and open cases as they were read, in the background and not at each scrape', async () => {
    // 4.5 % of 10,000.00 is written off; rejected were invoices 6 and 12 of 12.
    await eventually(() => sample('billing_kpi', { kpi: 'write-off', unit: 'percent', currency: 'EUR' }));
    expect(await sample('billing_kpi', { kpi: 'write-off', currency: 'EUR' })).toBe(4.5);
    expect(await sample('billing_cases_open', { kind: 'policy', severity: 'high' })).toBe(2);
    expect(await sample('billing_cases_open', { kind: 'technical', severity: 'high' })).toBe(0);
    const all = [...(await exposed()).values()].flatMap(({ samples }) => samples);
    const ages = all.filter(({ name }) => name === 'billing_kpi_by_age');
    expect(ages.map(({ labels }) => labels['kpi'])).toContain('invoice.ageing');
    const due = await sample('billing_kpi', { kpi: 'invoice.ageing', currency: 'EUR' });
    expect(due).toBeGreaterThan(0);
    expect(ages.reduce((added, { value }) => added + value, 0)).toBe(due);
    const asked = firm.asked.length;
    await exposed();
    expect(firm.asked).toHaveLength(asked);
    const at = await sample('billing_desk_odoo_read_timestamp_seconds', { what: 'kpis' });
    firm.down = true;
    desk.advance(1.1);
    await exposed();
    await eventually(() => firm.asked.length > asked);
    expect(await sample('billing_kpi', { kpi: 'write-off', currency: 'EUR' })).toBe(4.5);
    expect(await sample('billing_desk_odoo_read_timestamp_seconds', { what: 'kpis' })).toBe(at);
    firm.down = false;
  });

  it('has no label that names a customer, a person or an invoice', async () => {
    const labels = [...(await exposed()).entries()]
      .filter(([name]) => name.startsWith('billing_'))
      .flatMap(([, { samples }]) => samples.flatMap((each) => Object.keys(each.labels)));
    const known = [
      'job',
      'state',
      'outcome',
      'channel',
      'route',
      'status',
      'kpi',
      'unit',
      'currency',
      'age',
      'kind',
      'severity',
      'what',
      'le',
    ];
    for (const label of new Set(labels)) expect(known).toContain(label);
  });
});

describe('what is read of Odoo', () => {
  it('is tried again after five minutes where it failed, not at each scrape', async () => {
    let at = Date.parse('2026-11-21T09:00:00Z');
    const away = { ...recordedFirm(), tried: 0 };
    away.openCases = () => {
      away.tried += 1;
      return Promise.reject(new Error('down'));
    };
    const scraped = ofOdoo(away, () => new Date(at), pino({ level: 'silent' }));
    const scrape = async (afterSeconds: number) => {
      at += afterSeconds * 1000;
      scraped();
      await new Promise(setImmediate);
    };
    await scrape(0);
    for (let second = 0; second < 285; second += 15) await scrape(15);
    expect(away.tried).toBe(1);
    await scrape(15);
    expect(away.tried).toBe(2);
  });
});

describe('what is counted', () => {
  it('is there from zero on, with every label it may have, so that the first rise is seen', async () => {
    const metrics = createMetrics();
    const before = await counted(metrics);
    expect(before.size).toBeGreaterThan(100);
    expect([...before.values()].every((value) => value === 0)).toBe(true);
    for (const outcome of ['done', ...ODOO_ERROR_CODES] as const) metrics.odooCall({ outcome, seconds: 1 });
    for (const job of JOBS) {
      metrics.done(job, 1);
      for (const outcome of ['done', 'failed'] as const) metrics.tried(job, 1, outcome);
    }
    for (const channel of ['slack', 'teams', 'email', 'page', 'odoo'] as const)
      for (const outcome of ['approved', 'rejected', 'refused', 'late'] as const) metrics.decided(channel, outcome);
    metrics.decided('policy', 'approved');
    for (const path of ['/a/x', '/api/x', '/nothing', '/slack/events', '/metrics', '/inbox', '/teams', '/signin'])
      for (const status of [200, 302, 404, 500]) metrics.answered(path, status, 1);
    const after = await counted(metrics);
    expect([...after.keys()]).toEqual([...before.keys()]);
    expect(after.get('billing_desk_odoo_call_duration_seconds_count{"outcome":"access"}')).toBe(1);
  });
});

/** Counters of the desk's own, by name and labels. */
async function counted(metrics: Metrics): Promise<Map<string, number>> {
  const families = parseExposition(await metrics.exposed({ queued: undefined, ofOdoo: undefined }));
  const samples = [...families].flatMap(([name, family]) => (name.startsWith('billing_') ? family.samples : []));
  return new Map(
    samples
      .filter(({ name }) => /_(count|total)$/.test(name))
      .map(({ name, labels, value }) => [`${name}${JSON.stringify(labels)}`, value]),
  );
}

describe('calls to Odoo', () => {
  it('are counted by their outcome, Odoo’s own no apart from what failed', async () => {
    const sandbox = await startSandbox({ today: '2026-11-21' });
    const metrics = createMetrics();
    const { url, database, drafter } = sandbox;
    const options = { onCall: metrics.odooCall, retries: 0 };
    const api = connectOdoo({ url, database, ...drafter }, options);
    await api.searchCount('sale.order', []);
    await api.call('x_billing_case', 'create', [{ x_name: 'By hand' }]).catch(() => undefined);
    await connectOdoo({ url, database, ...drafter, password: 'wrong' }, options)
      .searchCount('sale.order', [])
      .catch(() => undefined);
    await sandbox.stop();
    await api.searchCount('sale.order', []).catch(() => undefined);
    const families = parseExposition(await metrics.exposed({ queued: undefined, ofOdoo: undefined }));
    const counts = families
      .get('billing_desk_odoo_call_duration_seconds')
      ?.samples.filter(({ name, value }) => name.endsWith('_count') && value > 0)
      .map(({ labels, value }) => [labels['outcome'], value]);
    expect(Object.fromEntries(counts ?? [])).toEqual({ done: 2, access: 1, login: 1, unreachable: 1 });
  });
});

describe('the parser of these tests', () => {
  it.each([
    ['a sample without type', 'up 1\n'],
    ['an ended line missing', '# HELP up It is.\n# TYPE up gauge\nup 1'],
    ['a label twice', '# HELP up It is.\n# TYPE up gauge\nup{a="1",a="2"} 1\n'],
    ['a series twice', '# HELP up It is.\n# TYPE up gauge\nup 1\nup 2\n'],
    ['a bad escape', '# HELP up It is.\n# TYPE up gauge\nup{a="\\x"} 1\n'],
    [
      'a histogram that shrinks',
      '# HELP h It is.\n# TYPE h histogram\nh_bucket{le="1"} 2\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n',
    ],
  ])('refuses %s', (_what, text) => {
    expect(() => parseExposition(text)).toThrow();
  });
});
