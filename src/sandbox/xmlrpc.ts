import type { IncomingMessage } from 'node:http';
import Deserializer from 'xmlrpc/lib/deserializer.js';
import Serializer from 'xmlrpc/lib/serializer.js';
import { SandboxFault } from './faults.ts';

/** One XML-RPC method of a service; what it throws becomes a fault. */
export type Service = (method: string, params: unknown[]) => unknown;

export function readCall(request: IncomingMessage): Promise<{ method: string; params: unknown[] }> {
  return new Promise((resolve, reject) => {
    new Deserializer().deserializeMethodCall(request, (error, method, params) => {
      if (error) reject(error);
      else resolve({ method, params });
    });
  });
}

/** The library leaves `undefined` out without a word; Odoo fails on a None. */
function assertComplete(value: unknown): void {
  if (value === undefined || value === null) {
    throw new SandboxFault(1, 'TypeError: cannot marshal None unless allow_none is enabled');
  }
  if (typeof value === 'object') Object.values(value).forEach(assertComplete);
}

export function answer(service: Service, method: string, params: unknown[]): string {
  try {
    const result = service(method, params);
    assertComplete(result);
    return Serializer.serializeMethodResponse(result);
  } catch (error) {
    const faultCode = error instanceof SandboxFault ? error.faultCode : 1;
    const faultString = error instanceof SandboxFault ? error.message : String((error as Error).stack);
    return Serializer.serializeFault({ faultCode, faultString });
  }
}
