import { sleep } from 'n8n-workflow';

type Look = () => Promise<void>;

/** One look for however many calls arrive while a batch of records is being changed. */
const PAUSE_MS = 500;

/** Only a shortcut inside one process: where hints arrive in another one, the next look finds what they hinted at. */
const looks = new Map<string, Look>();
const hinted = new Set<string>();

/** Has `look` done soon after a hint, until the returned function is called. */
export function onHint(key: string, look: Look): () => void {
  looks.set(key, look);
  return () => {
    if (looks.get(key) === look) looks.delete(key);
  };
}

export async function hint(key: string): Promise<void> {
  if (hinted.has(key)) return;
  hinted.add(key);
  await sleep(PAUSE_MS);
  hinted.delete(key);
  await looks.get(key)?.();
}
