import { NodeOperationError, type INode } from 'n8n-workflow';

/** The error as n8n shows it. Message: what happened. Description: how to mend it. */
export function explain(node: INode, error: unknown, itemIndex?: number): NodeOperationError {
  if (error instanceof NodeOperationError) return error;
  const { message, mend, code } = error as { message: string; mend?: string; code?: string };
  const explained = new NodeOperationError(node, error as Error, {
    ...(itemIndex !== undefined && { itemIndex }),
    ...(mend && { description: mend }),
  });
  // n8n puts general words of its own in place of any message that contains a code such as ECONNREFUSED.
  explained.message = message;
  // Of what caused it, an error workflow is handed nothing else.
  if (code) explained.context['code'] = code;
  return explained;
}
