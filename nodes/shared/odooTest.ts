import type { ICredentialsDecrypted, ICredentialTestFunctions, INodeCredentialTestResult } from 'n8n-workflow';

import type { OdooAccess } from '../../src/odoo/api.ts';
import { OdooError } from '../../src/odoo/errors.ts';
import { connectXmlRpc } from '../../src/odoo/xmlrpc.ts';

/** Logs in, and says which of address, database, login and password is wrong. */
export async function odooBillingApiTest(
  this: ICredentialTestFunctions,
  credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
  try {
    await connectXmlRpc(credential.data as unknown as OdooAccess).searchCount('res.users', []);
    return { status: 'OK', message: 'Odoo accepts this login' };
  } catch (error) {
    const { message, mend } = error as OdooError;
    return { status: 'Error', message: mend ? `${message} ${mend}` : message };
  }
}
