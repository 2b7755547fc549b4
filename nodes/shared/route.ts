import {
  NodeOperationError,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeProperties,
} from 'n8n-workflow';

/** One operation: the parameters it shows, and what it does with all input items. */
export interface Operation {
  description: INodeProperties[];
  execute(context: IExecuteFunctions): Promise<INodeExecutionData[]>;
}

/** `find missing: work in progress`: as the lists say it, where n8n would show the names in the file. */
export const SUBTITLE =
  '={{ ($parameter["operation"] + ": " + $parameter["resource"]).replace(/([A-Z])/g, " $1").toLowerCase() }}';

/** Runs the operation the node is set to; one the map doesn't hold is an error. */
export async function route(
  context: IExecuteFunctions,
  operations: Record<string, Record<string, Operation>>,
): Promise<INodeExecutionData[]> {
  const resource = context.getNodeParameter('resource', 0, '') as string;
  const name = context.getNodeParameter('operation', 0, '') as string;
  const operation = operations[resource]?.[name];
  if (operation) return operation.execute(context);
  throw new NodeOperationError(context.getNode(), `This node has no operation "${name}" for "${resource}"`, {
    description: 'Pick Resource and Operation from their lists.',
  });
}

/** Shows the properties for one resource and operation only, and under the conditions they have themselves. */
export const shownFor = (resource: string, operation: string, properties: INodeProperties[]): INodeProperties[] =>
  properties.map((property) => ({
    ...property,
    displayOptions: { show: { resource: [resource], operation: [operation], ...property.displayOptions?.show } },
  }));
