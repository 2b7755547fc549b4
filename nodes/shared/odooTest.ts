import type { ICredentialsDecrypted, ICredentialTestFunctions, INodeCredentialTestResult } from 'n8n-workflow';

import type { OdooAccess } from '../../src/odoo/api.ts';
import { connectOdoo } from '../../src/odoo/connect.ts';
import type { OdooError } from '../../src/odoo/errors.ts';
import { expiryWarning, keyExpiry } from '../../src/odoo/key-expiry.ts';

const SPOKEN = { 'json-2': 'JSON-2 with an API key', 'xml-rpc': 'XML-RPC' };

/** Logs in, and says which of address, database, login and password is wrong, how Odoo is spoken to, and when the key runs out. */
export async function odooBillingApiTest(
  this: ICredentialTestFunctions,
  credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
  const access = credential.data as unknown as OdooAccess;
  try {
    const odoo = connectOdoo(access);
    await odoo.searchCount('res.users', []);
    const now = new Date();
    const expiry = await keyExpiry(odoo, access, now);
    const until = expiry ? `. The key is good until ${expiry.expires.slice(0, 10)}` : '';
    const message = `Odoo accepts this login, by ${SPOKEN[await odoo.protocol()]}${until}`;
    return { status: 'OK', message: expiryWarning(expiry, now) ?? message };
  } catch (error) {
    const { message, mend } = error as OdooError;
    return { status: 'Error', message: mend ? `${message} ${mend}` : message };
  }
}
