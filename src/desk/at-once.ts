/** Asks once for what is wanted many times at the same moment; the next moment it asks again. */
export function atOnce<T>(ask: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const asked = new Map<string, Promise<T>>();
  return (key) => {
    const answer = asked.get(key) ?? ask(key).finally(() => asked.delete(key));
    asked.set(key, answer);
    return answer;
  };
}
