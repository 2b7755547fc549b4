import { createTransport } from 'nodemailer';
import type { MailConfig } from '../config.ts';

export interface Mail {
  /** Stays the same when the same mail is sent again. */
  messageId: string;
  /** The mail it answers, so that mail programs show both together. */
  inReplyTo?: string;
  to: string;
  subject: string;
  text: string;
  html: string;
}

export interface Mailer {
  send(mail: Mail): Promise<void>;
  close(): void;
}

const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

export function smtpMailer({ url, from }: MailConfig): Mailer {
  const transport = createTransport({ url, ...TIMEOUTS, disableFileAccess: true, disableUrlAccess: true });
  return {
    send: async ({ inReplyTo, ...mail }) => {
      await transport.sendMail({
        from,
        ...mail,
        ...(inReplyTo ? { inReplyTo, references: [inReplyTo] } : {}),
        // Asks mail servers for no out-of-office replies.
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      });
    },
    close: () => transport.close(),
  };
}
