const HOUR_MS = 3_600_000;

/** Asks for each key once an hour, or another time; what could not be had is asked for again, what is old is forgotten. */
export function forAWhile<T>(
  ask: (key: string) => Promise<T>,
  now: () => Date,
  ms = HOUR_MS,
): (key: string) => Promise<T> {
  const had = new Map<string, { answer: Promise<T>; until: number }>();
  return (key) => {
    const at = now().getTime();
    const known = had.get(key);
    if (known && at < known.until) return known.answer;
    for (const [old, { until }] of had) if (until <= at) had.delete(old);
    const answer = ask(key);
    had.set(key, { answer, until: at + ms });
    answer.catch(() => had.delete(key));
    return answer;
  };
}
