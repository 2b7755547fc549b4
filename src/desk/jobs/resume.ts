import type { Context } from '../context.ts';
import type { Jobs } from '../queue.ts';
import { loadRequest } from '../store/requests.ts';
import { markWoken, openWaits } from '../store/waits.ts';

const TIMEOUT_MS = 20_000;

/** n8n's words where no execution waits at this address any more. It answers 409 as well to one that does not wait yet. */
const NOBODY_WAITS = /does not exist|has finished|waiting webhook/i;

/** Calls whoever waits for this request, once there is an outcome. What it is, the caller asks the desk. */
export async function resume({ sql, now }: Context, { requestId }: Jobs['resume']): Promise<void> {
  const { state } = await loadRequest(sql, requestId);
  if (state === 'open' || state === 'deciding') return;
  const urls = await openWaits(sql, requestId, now());
  const calls = await Promise.allSettled(
    urls.map(async (url) => {
      await call(url);
      await markWoken(sql, requestId, url, now());
    }),
  );
  const failed = calls.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
}

/** The address holds n8n's key to the execution: it is in no message. */
async function call(url: string): Promise<void> {
  const response = await fetch(url, { method: 'POST', redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (response.ok) return;
  const said = await response.text();
  if ((response.status === 404 || response.status === 409) && NOBODY_WAITS.test(said)) return;
  throw new Error(`${new URL(url).origin} answered HTTP ${response.status} to the outcome of a request.`);
}
