import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

export interface Received {
  to: string;
  /** Where it goes if it can't be delivered. */
  returnPath: string;
  /** The whole message as it came over the wire. */
  raw: string;
  subject: string;
  /** The link to decide, to answer or to sign in, where the mail has one. */
  link: string | undefined;
}

/** A real mail server in this process that keeps what it is given. */
export async function openMailbox() {
  const mails: Received[] = [];
  const refusing = new Set<string>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, done) => {
      done(refusing.has(address) ? Object.assign(new Error('no such user'), { responseCode: 550 }) : null);
    },
    onData: (stream, session, done) => {
      void text(stream).then((raw) => {
        const from = session.envelope.mailFrom;
        mails.push(read(raw, session.envelope.rcptTo[0]?.address ?? '', from ? from.address : ''));
        done();
      });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    mails,
    refusing,
    to: (address: string) => mails.filter((mail) => mail.to === address),
    close: () => new Promise<void>((done) => server.close(() => done())),
  };
}
export type Mailbox = Awaited<ReturnType<typeof openMailbox>>;

function read(raw: string, to: string, returnPath: string): Received {
  const unfolded = raw.replace(/\r\n[ \t]/g, ' ');
  const body = raw.replace(/=\r\n/g, '').replace(/=3D/g, '=');
  return {
    to,
    returnPath,
    raw,
    subject: /^Subject: (.*)$/m.exec(unfolded)?.[1] ?? '',
    link: /https?:\/\/[^\s"<]+\/(?:a|q|signin\/link)\/[\w-]{43}/.exec(body)?.[0],
  };
}
