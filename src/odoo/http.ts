import http from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';

export interface Answer {
  res: http.IncomingMessage;
  text: string;
}

/** One HTTP request and its whole answer. Node's own client: `fetch` leaves a call no choice of its connection. */
export async function exchange(url: string, options: http.RequestOptions, body?: string): Promise<Answer> {
  const { request } = url.startsWith('https:') ? https : http;
  const res = await new Promise<http.IncomingMessage>((resolve, reject) => {
    request(url, options, resolve).on('error', reject).end(body);
  });
  return { res, text: await text(res) };
}
