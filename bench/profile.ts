import { Session } from 'node:inspector';
import type { Profiler, Runtime } from 'node:inspector';

/** Where the processor spends its time while `work` runs: shares of all samples by place, the largest first. */
export function profiled(work: () => unknown, placeOf: (url: string) => string): [string, number][] {
  const session = new Session();
  session.connect();
  let profile: Profiler.Profile | undefined;
  session.post('Profiler.enable');
  session.post('Profiler.start');
  work();
  session.post('Profiler.stop', (_error, result) => (profile = result.profile));
  session.disconnect();
  if (!profile) throw new Error('The profiler of this Node gives no answer.');
  const { nodes, samples = [], timeDeltas = [] } = profile;
  const places = new Map(nodes.map(({ id, callFrame }) => [id, named(callFrame, placeOf)]));
  const spent = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const place = places.get(id);
    if (place !== undefined) spent.set(place, (spent.get(place) ?? 0) + (timeDeltas[index] ?? 0));
  }
  const all = [...spent.values()].reduce((sum, time) => sum + time, 0);
  return [...spent].map(([place, time]): [string, number] => [place, time / all]).toSorted((a, b) => b[1] - a[1]);
}

/** What runs outside of any script is named by the engine; undefined while nothing runs. */
function named({ functionName, url }: Runtime.CallFrame, placeOf: (url: string) => string): string | undefined {
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (functionName.startsWith('(') && url === '') return undefined;
  return placeOf(url);
}
