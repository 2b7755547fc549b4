import { checkAccess, isApiKey } from './access.ts';
import type { OdooAccess, OdooApi } from './api.ts';
import { type ClientOptions, limitsOf, openClient } from './client.ts';
import { OdooError } from './errors.ts';
import { json2 } from './json2.ts';
import { isPassing } from './retry.ts';
import { openTransport, type Transport } from './transport.ts';
import { xmlRpc } from './xmlrpc.ts';

/**
 * Odoo 19 by JSON-2 or XML-RPC, as `access.protocol` says. Nothing is sent before the first call.
 *
 * @throws OdooError where something is missing in `access`
 */
export function connectOdoo(access: OdooAccess, options: ClientOptions = {}): OdooApi {
  const checked = checkAccess(access);
  const limits = limitsOf(options);
  const overJson2 = openTransport(checked, json2(checked), limits);
  const overXmlRpc = openTransport(checked, xmlRpc(checked), limits);
  switch (checked.protocol ?? 'auto') {
    case 'json-2':
      return openClient(overJson2, options);
    case 'xml-rpc':
      return openClient(overXmlRpc, options);
    case 'auto':
      return openClient(isApiKey(checked.password) ? whatIsOffered(overJson2, overXmlRpc) : overXmlRpc, options);
  }
}

/** Asks for JSON-2 once, with the first call. */
function whatIsOffered(overJson2: Transport, overXmlRpc: Transport): Transport {
  let chosen: Promise<Transport> | undefined;

  async function choose(): Promise<Transport> {
    try {
      await overJson2.logIn();
      return overJson2;
    } catch (refusal) {
      if (isPassing(refusal)) throw refusal;
      // An Odoo before 19, a proxy that keeps /json/2 shut, a password that looks like a key: XML-RPC knows.
      await overXmlRpc.logIn().catch((error: unknown) => {
        throw isLogin(error) && isLogin(refusal) ? refusal : error;
      });
      return overXmlRpc;
    }
  }

  function transport(): Promise<Transport> {
    chosen ??= choose().catch((error) => {
      chosen = undefined;
      throw error;
    });
    return chosen;
  }

  return {
    server: overJson2.server,
    protocol: async () => (await transport()).protocol(),
    logIn: async () => (await transport()).logIn(),
    version: () =>
      overJson2.version().catch((error) => (isPassing(error) ? Promise.reject(error) : overXmlRpc.version())),
    read: async (...call) => (await transport()).read(...call),
    write: async (...call) => (await transport()).write(...call),
  };
}

const isLogin = (error: unknown): boolean => error instanceof OdooError && error.code === 'login';
