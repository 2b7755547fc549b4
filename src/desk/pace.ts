/** Lets one through every so many milliseconds: whoever comes earlier waits for their turn. */
export function pace(ms: number): () => Promise<void> {
  let free = 0;
  return async () => {
    const now = performance.now();
    const wait = free - now;
    free = Math.max(free, now) + ms;
    if (wait > 0) await new Promise((resume) => void setTimeout(resume, wait));
  };
}
