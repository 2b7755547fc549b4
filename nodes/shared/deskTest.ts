import type { ICredentialsDecrypted, ICredentialTestFunctions, INodeCredentialTestResult } from 'n8n-workflow';

/** Asks for a request that can't be: the desk answers 404 to those it knows, 401 to others. */
export async function billingDeskApiTest(
  this: ICredentialTestFunctions,
  { data }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
  try {
    // eslint-disable-next-line @n8n/community-nodes/no-deprecated-workflow-functions -- credential tests are given no other
    const { statusCode, body } = (await this.helpers.request({
      uri: new URL('/api/requests/none', String(data?.['url'])).href,
      headers: { Authorization: `Bearer ${String(data?.['token'])}` },
      json: true,
      simple: false,
      resolveWithFullResponse: true,
    })) as { statusCode: number; body?: { error?: string } };
    if (statusCode === 404 && body?.error) return { status: 'OK', message: 'The desk accepts this token' };
    if (statusCode === 401) return failed('The desk does not accept this token. Enter its DESK_API_TOKEN.');
    return failed(`No approval desk answers at this URL (status ${statusCode}). Check the URL.`);
  } catch (error) {
    return failed(`The desk can’t be reached: ${(error as Error).message}. Check the URL, and that the desk runs.`);
  }
}

const failed = (message: string): INodeCredentialTestResult => ({ status: 'Error', message });
