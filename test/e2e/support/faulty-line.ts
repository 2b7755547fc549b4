import { createServer, type IncomingMessage, request as send, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { unpacked } from './unpacked.ts';

/**
 * What becomes of one call. `call`: it never reaches the server. `answer`: the server did it, its answer never comes back.
 * `cut`: the connection ends while the server is at it. `half`: half of the answer comes back. `bad-gateway`: a proxy
 * answers instead of the server. `stuck`: the answer comes when nobody waits any more. `late`: the call itself arrives then.
 */
export const FAULTS = ['call', 'answer', 'cut', 'half', 'bad-gateway', 'stuck', 'late'] as const;
export type Fault = (typeof FAULTS)[number];

/** A line to a server that can be cut, and on which single calls go wrong. */
export interface FaultyLine {
  url: string;
  /** Bodies of the calls that came by. */
  calls: string[];
  cut(): void;
  mend(): void;
  /** What goes wrong with a call; asked before it is passed on. */
  lose: (body: string, path: string) => Fault | undefined | Promise<Fault | undefined>;
  /** Resolves when nothing is on its way any more, late calls included. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

/** `lateMs`: when a `stuck` answer or a `late` call arrives, counted from the call; later than whoever calls waits. */
export async function faultyLine(
  to: string | ((path: string) => string),
  { lateMs = 60_000 } = {},
): Promise<FaultyLine> {
  let isCut = false;
  const underway = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    const carried = carry(request, response).catch(() => void request.socket.destroy());
    underway.add(carried);
    void carried.finally(() => underway.delete(carried));
  });

  async function carry(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (isCut) return void request.socket.destroy();
    const body = await buffer(request);
    const said = unpacked(body.toString());
    line.calls.push(said);
    const fault = await line.lose(said, request.url ?? '/');
    if (fault === 'call') return void request.socket.destroy();
    if (fault === 'bad-gateway') return void response.writeHead(502).end('<html>Bad Gateway</html>');
    if (fault === 'late') await sleep(lateMs);
    const asked = ask(typeof to === 'string' ? to : to(request.url ?? '/'), request, body);
    if (fault === 'cut') request.socket.destroy();
    const { status, headers, bytes } = await asked;
    if (fault === 'stuck') await sleep(lateMs);
    if (fault === 'answer' || fault === 'cut') return void request.socket.destroy();
    response.writeHead(status, { ...headers, 'content-length': bytes.length });
    if (fault !== 'half') return void response.end(bytes);
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => request.socket.destroy());
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
    quiet: async () => {
      while (underway.size) await Promise.all(underway);
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
  return line;
}

interface Answer {
  status: number;
  headers: Record<string, string>;
  bytes: Buffer;
}

const HOP = new Set(['connection', 'content-length', 'transfer-encoding', 'keep-alive', 'host']);

function ask(to: string, request: IncomingMessage, body: Buffer): Promise<Answer> {
  const passedOn = (headers: IncomingMessage['headers']) =>
    Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) =>
        HOP.has(name) || value === undefined ? [] : [[name, String(value)]],
      ),
    );
  return new Promise((resolve, reject) => {
    const { method, url = '/' } = request;
    const headers = { ...passedOn(request.headers), ...(body.length && { 'content-length': String(body.length) }) };
    send(new URL(url, to), { method, headers, agent: false }, (answer) => {
      buffer(answer).then(
        (bytes) => resolve({ status: answer.statusCode ?? 502, headers: passedOn(answer.headers), bytes }),
        reject,
      );
    })
      .on('error', reject)
      .end(body);
  });
}
