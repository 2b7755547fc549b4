import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Told {
  id: string;
  type: string;
  body: { type: string; timestamp: string; data: { invoice: { id: number } } };
  verified: boolean;
}

/** A CRM, as the specification tells it to look at what it is sent: the signature first. */
export async function receiver(secret: string) {
  const told: Told[] = [];
  /** Whatever is put, unsigned, by somebody who may. */
  const puts: { path: string; key: string; body: Record<string, unknown> }[] = [];
  const crm = { status: 200, location: '', told, puts, calls: 0 };
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      crm.calls += 1;
      const body = Buffer.concat(chunks).toString('utf8');
      if (req.method === 'PUT') {
        const key = String(req.headers['idempotency-key'] ?? '');
        puts.push({ path: req.url ?? '', key, body: JSON.parse(body) as Record<string, unknown> });
        res.end('{}');
        return;
      }
      const {
        'webhook-id': id = '',
        'webhook-timestamp': seconds = '',
        'webhook-signature': given = '',
      } = req.headers as Record<string, string>;
      const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
      const expected = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
      const isRecent = Math.abs(Date.now() / 1000 - Number(seconds)) < 300;
      const verified = isRecent && given.split(' ').includes(`v1,${expected}`);
      if (crm.status === 200) {
        const parsed = JSON.parse(body) as Told['body'];
        told.push({ id, type: parsed.type, body: parsed, verified });
      }
      res.writeHead(crm.status, crm.location ? { location: crm.location } : {}).end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/key-in-the-path`;
  return Object.assign(crm, { url, close: () => new Promise((done) => server.close(done)) });
}
export type Receiver = Awaited<ReturnType<typeof receiver>>;
