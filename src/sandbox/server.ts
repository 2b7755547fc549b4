import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { answerJson2, type Json2 } from './json2.ts';
import { answer, readCall, type Service } from './xmlrpc.ts';

/** What is spoken where. */
export interface Routes {
  /** `GET /web/version`. */
  version: () => unknown;
  json2: Json2;
  /** By path. */
  xmlRpc: Record<string, Service>;
}

async function handle({ version, json2, xmlRpc }: Routes, request: IncomingMessage, response: ServerResponse) {
  const { url = '', method } = request;
  const reply = (status: number, type: string, body: string) =>
    response.writeHead(status, { 'content-type': type }).end(body);
  const service = xmlRpc[url];
  if (method === 'GET' && url === '/web/version') return reply(200, 'application/json', JSON.stringify(version()));
  if (method === 'POST' && url.startsWith('/json/2/')) {
    const { status, type, text: body } = answerJson2(json2, url, request.headers, await text(request));
    return reply(status, type, body);
  }
  if (method !== 'POST' || !service) return reply(404, 'text/plain', 'The sandbox speaks XML-RPC and JSON-2 only.\n');
  try {
    const call = await readCall(request);
    return reply(200, 'text/xml; charset=utf-8', answer(service, call.method, call.params));
  } catch (error) {
    return reply(400, 'text/plain', `No XML-RPC: ${(error as Error).message}\n`);
  }
}

/** Listens on 127.0.0.1; port 0 takes a free one. */
export function listen(routes: Routes, port = 0): Promise<Server> {
  const server = createServer((request, response) => void handle(routes, request, response));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
