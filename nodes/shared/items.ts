import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

/** What a node hands on, before it is an item: plain data, and the input items it came from. */
export interface Result {
  json: object;
  from: number | number[];
}

/** Message: what happened. Description: how to mend it. */
export function explain(context: IExecuteFunctions, error: unknown, itemIndex: number): NodeOperationError {
  if (error instanceof NodeOperationError) return error;
  const { message, mend } = error as { message: string; mend?: string };
  return new NodeOperationError(context.getNode(), error as Error, {
    itemIndex,
    message,
    ...(mend && { description: mend }),
  });
}

/** One call for each input item; a failed item goes on as an error item where the node is set to continue. */
export async function eachItem(
  context: IExecuteFunctions,
  run: (index: number) => Promise<object | object[]>,
): Promise<INodeExecutionData[]> {
  const results: INodeExecutionData[] = [];
  for (const index of context.getInputData().keys()) {
    try {
      for (const json of [await run(index)].flat()) results.push(item({ json, from: index }));
    } catch (error) {
      results.push(...failed(context, error, [index]));
    }
  }
  return results;
}

/** One call for all input items together; they succeed or fail together. */
export async function allItems(
  context: IExecuteFunctions,
  run: () => Promise<Result[]>,
): Promise<INodeExecutionData[]> {
  try {
    return (await run()).map(item);
  } catch (error) {
    return failed(context, error, [...context.getInputData().keys()]);
  }
}

/** The input item as a `T`, told by the names it must have. */
export function read<T>(
  context: IExecuteFunctions,
  index: number,
  what: string,
  names: (keyof T & string)[],
  mend: string,
): T {
  const json = context.getInputData()[index]?.json ?? {};
  const missing = names.filter((name) => json[name] === undefined);
  if (missing.length === 0) return json as T;
  const message = `Item ${index} is no ${what}: it has no ${missing.join(', no ')}`;
  throw new NodeOperationError(context.getNode(), message, { itemIndex: index, description: mend });
}

export const readAll = <T>(context: IExecuteFunctions, what: string, names: (keyof T & string)[], mend: string): T[] =>
  context.getInputData().map((_, index) => read<T>(context, index, what, names, mend));

export const item = ({ json, from }: Result): INodeExecutionData => ({
  json: json as INodeExecutionData['json'],
  pairedItem: [from].flat().map((index) => ({ item: index })),
});

export function failed(context: IExecuteFunctions, error: unknown, indexes: number[]): INodeExecutionData[] {
  const [first = 0] = indexes;
  const explained = explain(context, error, first);
  if (!context.continueOnFail()) throw explained;
  const json = { error: explained.message, mend: explained.description ?? '' };
  return indexes.map((index) => ({ json, error: explained, pairedItem: { item: index } }));
}
