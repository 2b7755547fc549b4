import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import Deserializer from 'xmlrpc/lib/deserializer.js';
import Serializer from 'xmlrpc/lib/serializer.js';
import { SandboxFault } from './faults.ts';

/** One XML-RPC method of a service; what it throws becomes a fault. */
export type Service = (method: string, params: unknown[]) => unknown;

function readCall(request: IncomingMessage): Promise<{ method: string; params: unknown[] }> {
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

function answer(service: Service, method: string, params: unknown[]): string {
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

async function handle(services: Record<string, Service>, request: IncomingMessage, response: ServerResponse) {
  const service = services[request.url ?? ''];
  if (!service || request.method !== 'POST') {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('The sandbox speaks XML-RPC only.\n');
    return;
  }
  try {
    const { method, params } = await readCall(request);
    response.writeHead(200, { 'content-type': 'text/xml; charset=utf-8' }).end(answer(service, method, params));
  } catch (error) {
    response.writeHead(400, { 'content-type': 'text/plain' }).end(`No XML-RPC: ${(error as Error).message}\n`);
  }
}

/** Listens on 127.0.0.1; port 0 takes a free one. */
export function listen(services: Record<string, Service>, port = 0): Promise<Server> {
  const server = createServer((request, response) => void handle(services, request, response));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
