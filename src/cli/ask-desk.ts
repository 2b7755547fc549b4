import type { Place } from './place.ts';
import { Refused } from './refused.ts';

/** One call to the desk, with the secret n8n has; it only reads where there is no body. @throws Refused where it says no, or nothing */
export async function askDesk<T>({ settings }: Pick<Place, 'settings'>, path: string, body?: object): Promise<T> {
  const url = settings.need('DESK_PUBLIC_URL').replace(/\/+$/, '');
  const token = settings.need('DESK_API_TOKEN');
  const response = await fetch(`${url}/api${path}`, {
    method: body ? 'POST' : 'GET',
    redirect: 'error',
    signal: AbortSignal.timeout(300_000),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  }).catch((error: Error) => {
    const why = (error.cause as Error | undefined)?.message ?? error.message;
    throw new Refused(`The desk at ${url} can't be reached: ${why}`, 'Start it: npx odoo-billing desk');
  });
  const answer = (await response.json().catch(() => ({}))) as T & { error?: string; mend?: string };
  if (response.ok) return answer;
  throw new Refused(
    answer.error ?? `${url} answered with status ${response.status}.`,
    answer.mend ?? 'Check DESK_PUBLIC_URL and the proxy.',
  );
}
