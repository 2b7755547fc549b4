import pLimit, { type Limit } from 'p-limit';

/** A queue for each server, whoever in this process asks: so much of what is put in it happens at once, the rest waits. */
export function queues(atOnce: number): (server: string) => Limit {
  const known = new Map<string, Limit>();
  return (server) => {
    const queue = known.get(server) ?? pLimit(atOnce);
    known.set(server, queue);
    return queue;
  };
}
