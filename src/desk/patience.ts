/** What `work` gives, or a rejection where it takes longer; it goes on by itself then. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`No answer within ${ms / 1000} s.`)), ms);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}
