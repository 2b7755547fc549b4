import { randomUUID } from 'node:crypto';
import { createTransport } from 'nodemailer';
import { readConfig } from '../../../desk/config.ts';
import type { MailConfig } from '../../../desk/config.ts';
import { smtpMailer } from '../../../desk/mail/mailer.ts';
import type { Expectation } from '../../expectation.ts';
import { missing, ok, unused } from '../../expectation.ts';
import type { Place } from '../../place.ts';

const configOf = ({ settings }: Place): MailConfig | undefined => readConfig(settings.all()).desk.mail;

const server: Expectation = {
  id: 'channels.mail',
  title: 'The mail server lets the desk in',
  needs: ['desk.settings'],
  async look(place) {
    const config = configOf(place);
    if (!config) return unused('Mail is not set up');
    const transport = createTransport({ url: config.url, connectionTimeout: 10_000, greetingTimeout: 10_000 });
    try {
      await transport.verify();
      return ok(`${new URL(config.url).host}, as ${config.from}`);
    } catch (error) {
      return missing(
        `The mail server says: ${(error as Error).message}.`,
        'Check SMTP_URL: smtp://user:password@host:587, or smtps:// for port 465.',
      );
    } finally {
      transport.close();
    }
  },
};

const TESTED = 'TESTED_MAIL';

/** To whom: the sender's own address, which somebody reads. */
const recipient = ({ from }: MailConfig): string => /<([^>]+)>/.exec(from)?.[1] ?? from;

const message: Expectation = {
  id: 'channels.mail-message',
  title: 'A test mail was taken by the mail server',
  needs: ['channels.mail'],
  async look(place) {
    const config = configOf(place);
    if (config && place.settings.get(TESTED) === config.from) return ok(`To ${recipient(config)}`);
    return missing('None was sent yet.', 'Run setup: it sends one to the sender’s own address.');
  },
  async mend(place) {
    const config = configOf(place);
    if (!config) return undefined;
    const to = recipient(config);
    if (place.ask && !(await place.ask.yes(`Send a test mail to ${to}?`))) return undefined;
    const mailer = smtpMailer(config);
    const text = 'The approval desk can send mail. Requests to approve invoices will look like this, with a link.';
    try {
      await mailer.send({
        messageId: `<setup.${randomUUID()}@billing-desk>`,
        to,
        subject: 'Test message of the approval desk',
        text,
        html: `<p>${text}</p>`,
      });
    } finally {
      mailer.close();
    }
    await place.settings.keep({ [TESTED]: config.from });
    return `Sent a test mail to ${to}.`;
  },
};

export const mailExpectations = [server, message];
