import { setTimeout as sleep } from 'node:timers/promises';
import { loadavg } from 'node:os';
import { columns } from '../src/cli/columns.ts';
import { formToken } from '../src/desk/signin/forms.ts';
import { type Asked, askAll } from './desk/ask.ts';
import { openWorld, SLACK_USER, type World } from './desk/world.ts';
import { cpuSeconds, residentMb } from './processes.ts';

const DECISIONS = 1000;
const MINUTE_MS = 60_000;
const HOUR = 60_000;
const AT_ONCE = 16;
const SAMPLE = 5000;
const CHANNELS = ['Slack', 'Teams', 'link', 'inbox'] as const;
type Channel = (typeof CHANNELS)[number];

/**
 * The desk at the end of a month: a thousand decisions in a minute, a quarter by each channel, and how long each took to
 * be acknowledged; then as many requests as an hour of such minutes has, as fast as they go, and what the desk holds.
 */
export async function* bench(): AsyncGenerator<string> {
  const world = await openWorld(DECISIONS);
  try {
    const asked = await askAll(world, DECISIONS);
    const session = await world.signIn(asked.userId);
    const click = clicker(world, session);
    yield* burst(world, asked.requests, click);
    yield* hour(world, asked.requests, click);
  } finally {
    await world.stop();
  }
}

type Click = (channel: Channel, asked: Asked) => Promise<number>;

/** Many people: none of them comes from where the others do. */
let visits = 0;
const somewhere = () => ({ 'x-forwarded-for': `10.${(visits >> 16) & 255}.${(visits >> 8) & 255}.${visits++ & 255}` });

const press = (address: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(address, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin', ...somewhere(), ...headers },
    body: new URLSearchParams(fields),
  });

/** Presses Approve in a channel. Gives the status of the answer, which has been read to its end. */
function clicker({ url, slack, teams, inTeams }: World, session: string): Click {
  const read = async (response: Response) => {
    await response.arrayBuffer();
    return response.status;
  };
  return async (channel, { id, message, card, link }) => {
    if (channel === 'Slack') return read(await slack.click(url, message, 'approve', SLACK_USER));
    if (channel === 'Teams') return (await teams.click(url, card, 'approve', inTeams)).status;
    if (channel === 'link') return read(await press(link, { decision: 'approve' }));
    const form = { decision: 'approve', form: formToken(session) };
    return read(await press(`${url}/inbox/${id}`, form, { cookie: `desk-session=${session}` }));
  };
}

/** Each click has its moment, whether those before it are answered or not. */
async function* burst(world: World, requests: Asked[], click: Click): AsyncGenerator<string> {
  const [desk, odoo] = [cpuSeconds(world.pid), cpuSeconds(world.odooPid)];
  const begun = performance.now();
  const taken = await Promise.all(
    requests.map(async (asked, number) => {
      const channel = CHANNELS[number % CHANNELS.length] as Channel;
      await sleep((number * MINUTE_MS) / requests.length);
      const before = performance.now();
      const status = await click(channel, asked);
      return { channel, status, ms: performance.now() - before };
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  const wrong = taken.filter(({ status }) => status !== 200);
  const states = () =>
    world.database.query<{ state: string; count: number }>(
      'select state, count(*)::int from desk.decisions group by state',
    );
  const atOnce = await states();
  const row = (what: string, of: typeof taken) => {
    const sorted = of.map(({ ms }) => ms).toSorted((a, b) => a - b);
    const at = (share: number) => `${(sorted[Math.ceil(share * sorted.length) - 1] ?? 0).toFixed(0)}`;
    return [what, String(of.length), at(0.5), at(0.95), at(0.99), at(1)];
  };
  yield [
    `${DECISIONS} decisions in ${seconds.toFixed(0)} s; load of the machine ${loadavg()[0]?.toFixed(1)}; milliseconds to the acknowledgement\n`,
    columns(
      ['', 'clicks', 'p50', 'p95', 'p99', 'most'],
      [
        ...CHANNELS.map((channel) =>
          row(
            channel,
            taken.filter((each) => each.channel === channel),
          ),
        ),
        row('all', taken),
      ],
    ),
    `\nnot answered by 200: ${wrong.length}; kept ${count(atOnce, 'kept')}, in Odoo ${count(atOnce, 'recorded')} by then`,
    `processor: desk ${(cpuSeconds(world.pid) - desk).toFixed(1)} s, sandbox ${(cpuSeconds(world.odooPid) - odoo).toFixed(1)} s`,
  ].join('\n');
  while (count(await states(), 'recorded') < taken.length - wrong.length) await sleep(500);
  yield `all in Odoo after ${((performance.now() - begun) / 1000).toFixed(0)} s`;
}

const count = (states: { state: string; count: number }[], state: string): number =>
  states.find((each) => each.state === state)?.count ?? 0;

/** Pages looked at and clicks that come too late, of all channels. */
async function* hour(world: World, requests: Asked[], click: Click): AsyncGenerator<string> {
  const begun = performance.now();
  const rows: string[][] = [];
  let next = 0;
  const sample = () =>
    rows.push([
      next.toLocaleString('en'),
      ((performance.now() - begun) / 1000).toFixed(0),
      residentMb(world.pid).toFixed(0),
    ]);
  sample();
  const worker = async () => {
    for (let mine = next++; mine < HOUR; mine = next++) {
      const asked = requests[mine % requests.length] as Asked;
      const channel = CHANNELS[Math.floor(mine / requests.length) % CHANNELS.length] as Channel;
      if (mine % 2) await click(channel, asked);
      else await (await fetch(asked.link, { headers: somewhere() })).arrayBuffer();
      if (mine % SAMPLE === 0 && mine > 0) sample();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  sample();
  yield [
    `${HOUR.toLocaleString('en')} requests as fast as they go, ${AT_ONCE} at once\n`,
    columns(['requests', 'seconds', 'desk holds MB'], rows, [0, 1, 2]),
  ].join('\n');
}
