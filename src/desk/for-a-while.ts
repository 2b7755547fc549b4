const HOUR_MS = 3_600_000;

/** Asks for each key once an hour; what could not be had is asked for again. */
export function forAWhile<T>(ask: (key: string) => Promise<T>, now: () => Date): (key: string) => Promise<T> {
  const had = new Map<string, { answer: Promise<T>; until: number }>();
  return (key) => {
    const at = now().getTime();
    const known = had.get(key);
    if (known && at < known.until) return known.answer;
    const answer = ask(key);
    had.set(key, { answer, until: at + HOUR_MS });
    answer.catch(() => had.delete(key));
    return answer;
  };
}
