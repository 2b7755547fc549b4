import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A line to a server that can be cut, and that can lose single calls or answers. */
export interface FaultyLine {
  url: string;
  /** Bodies of the calls that came by. */
  calls: string[];
  cut(): void;
  mend(): void;
  /** While it says so of a call: `call` never reaches the server, `answer` never comes back. */
  lose: (body: string) => 'call' | 'answer' | undefined;
  close(): Promise<void>;
}

export async function faultyLine(to: string): Promise<FaultyLine> {
  let isCut = false;
  // What is behind the line may be cut off as well.
  const server = createServer((request, response) => {
    carry(request, response).catch(() => request.socket.destroy());
  });
  async function carry(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (isCut) return void request.socket.destroy();
    const body = await text(request);
    line.calls.push(body);
    const lost = line.lose(body);
    if (lost === 'call') return void request.socket.destroy();
    const answer = await fetch(new URL(request.url ?? '/', to), {
      method: request.method ?? 'GET',
      headers: { 'content-type': request.headers['content-type'] ?? 'text/xml' },
      ...(body && { body }),
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (lost === 'answer') return void request.socket.destroy();
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/xml' }).end(bytes);
  }
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const line: FaultyLine = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    calls: [],
    cut: () => {
      isCut = true;
      server.closeAllConnections();
    },
    mend: () => {
      isCut = false;
    },
    lose: () => undefined,
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
  return line;
}
