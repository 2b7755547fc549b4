import { setTimeout as sleep } from 'node:timers/promises';
import { OdooError, type OdooErrorCode } from './errors.ts';

/** Troubles that pass by themselves. Everything else would only fail again. */
const PASSING: ReadonlySet<OdooErrorCode> = new Set<OdooErrorCode>(['unreachable', 'timeout']);

export const isPassing = (error: unknown): boolean => error instanceof OdooError && PASSING.has(error.code);

const FIRST_PAUSE_MS = 500;

/** Runs a read again, up to `retries` times, after 0.5 s, 1 s, 2 s, … For reads only: a write's outcome may be unknown. */
export async function retryRead<T>(read: () => Promise<T>, retries: number, pauseMs = FIRST_PAUSE_MS): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (retries === 0 || !isPassing(error)) throw error;
    await sleep(pauseMs);
    return retryRead(read, retries - 1, pauseMs * 2);
  }
}
