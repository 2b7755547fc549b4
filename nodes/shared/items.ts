import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

import { explain } from './explain.ts';

/** What a node hands on, before it is an item: plain data, and the input items it came from. */
export interface Result {
  json: object;
  from: number | number[];
}

/**
 * One call for each input item; a failed item goes on as an error item where the node is set to continue.
 *
 * @param prepare what the items have in common, such as a connection; they all fail where it fails
 */
export async function eachItem(
  context: IExecuteFunctions,
  prepare: () => Promise<(index: number) => Promise<object | object[]>>,
): Promise<INodeExecutionData[]> {
  const indexes = [...context.getInputData().keys()];
  const results: INodeExecutionData[] = [];
  let run;
  try {
    run = await prepare();
  } catch (error) {
    return failed(context, error, indexes);
  }
  for (const index of indexes) {
    try {
      results.push(...[await run(index)].flat().map((json) => item({ json, from: index })));
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

/** The input item as a `T`, told by the names it must have; a simplified item carries it in the field `carried`. */
export function read<T>(
  context: IExecuteFunctions,
  index: number,
  what: string,
  names: (keyof T & string)[],
  mend: string,
  carried = what,
): T {
  const item = context.getInputData()[index]?.json ?? {};
  const json = (item[carried] ?? item) as Record<string, unknown>;
  const missing = names.filter((name) => json[name] === undefined);
  if (missing.length === 0) return json as T;
  const message = `Item ${index} is no ${what}: it has no ${missing.join(', no ')}`;
  throw new NodeOperationError(context.getNode(), message, { itemIndex: index, description: mend });
}

export const readAll = <T>(
  context: IExecuteFunctions,
  what: string,
  names: (keyof T & string)[],
  mend: string,
  carried?: string,
): T[] => context.getInputData().map((_, index) => read<T>(context, index, what, names, mend, carried));

export const item = ({ json, from }: Result): INodeExecutionData => ({
  json: json as INodeExecutionData['json'],
  pairedItem: [from].flat().map((index) => ({ item: index })),
});

export function failed(context: IExecuteFunctions, error: unknown, indexes: number[]): INodeExecutionData[] {
  const explained = explain(context.getNode(), error, indexes[0]);
  if (!context.continueOnFail()) throw explained;
  const { message, description } = explained;
  const { code } = error as { code?: string };
  return indexes.map((itemIndex) => ({
    // n8n takes an item for an error only where it holds nothing but these three.
    json: {
      error: [message, description].filter(Boolean).join(' '),
      message,
      details: { description: description ?? '', itemIndex, ...(code && { code }) },
    },
    pairedItem: { item: itemIndex },
  }));
}
