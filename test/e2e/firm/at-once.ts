const AT_ONCE = 3;

/** Does it for each of them, a few at a time: Odoo answers with a few workers. */
export async function each<T>(items: Iterable<T>, act: (item: T) => Promise<unknown>): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await act(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
