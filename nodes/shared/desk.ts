import type {
  IExecuteFunctions,
  IHookFunctions,
  IHttpRequestMethods,
  ILoadOptionsFunctions,
  IWebhookFunctions,
} from 'n8n-workflow';

/** The desk said no, or said nothing. `status` is 0 where it could not be reached. */
export class DeskError extends Error {
  override readonly name = 'DeskError';
  readonly status: number;
  readonly mend: string;

  constructor(status: number, message: string, mend: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
    this.mend = mend;
  }
}

/** One call to the approval desk's REST API. @throws DeskError */
export async function askDesk<T>(
  context: IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IWebhookFunctions,
  method: IHttpRequestMethods,
  path: string,
  body?: object,
): Promise<T> {
  const { url } = await context.getCredentials<{ url: string }>('billingDeskApi');
  const unreachable = (cause: unknown) =>
    new DeskError(
      0,
      `The approval desk at ${url} can't be reached: ${(cause as Error).message}`,
      'Check the URL in the Billing Desk credential, and that the desk runs.',
      { cause },
    );
  const response = (await context.helpers.httpRequestWithAuthentication
    .call(context, 'billingDeskApi', {
      method,
      baseURL: url,
      url: path,
      json: true,
      timeout: 60_000,
      returnFullResponse: true,
      ignoreHttpStatusErrors: true,
      ...(body && { body }),
    })
    .catch((cause: unknown) => {
      throw unreachable(cause);
    })) as { statusCode: number; body: T };
  if (response.statusCode < 300) return response.body;
  throw refusal(response.statusCode, response.body);
}

function refusal(status: number, body: unknown): DeskError {
  const said = (body ?? {}) as { error?: string; mend?: string };
  return new DeskError(
    status,
    said.error ?? `The approval desk answered with status ${status}`,
    said.mend ?? 'Check that the URL in the Billing Desk credential is the desk’s, and look at the desk’s log.',
  );
}
