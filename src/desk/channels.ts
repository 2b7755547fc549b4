import { REQUEST_CHANNELS, type RequestChannel } from '../approvals/request.ts';
import type { Context } from './context.ts';
import { DeskError } from './errors.ts';

type Reach = Pick<Context, 'channels' | 'desk'>;

const NAMES: Record<RequestChannel, string> = { slack: 'Slack', teams: 'Teams', email: 'mail', page: 'its own page' };
const SETTINGS: Record<RequestChannel, string> = {
  slack: 'Slack (SLACK_…)',
  teams: 'Teams (TEAMS_…)',
  email: 'mail (SMTP_URL, MAIL_FROM)',
  page: 'signing in (OIDC_…, or mail for links)',
};

/** What a request can be put to people by: what the desk is connected to, and its page where they can sign in. */
export function offered({ channels, desk }: Reach): RequestChannel[] {
  return REQUEST_CHANNELS.filter((name) => (name === 'page' ? desk() !== undefined : channels.includes(name)));
}

/**
 * The channels somebody chose; undefined where they left it to the desk.
 *
 * @throws DeskError where one of them is none, or the desk has no connection to it
 */
export function chosen(reach: Reach, wanted: readonly string[] = []): RequestChannel[] | undefined {
  const known = REQUEST_CHANNELS.filter((name) => wanted.includes(name));
  const unknown = wanted.filter((name) => !known.some((one) => one === name));
  if (unknown.length > 0) {
    const quoted = unknown.map((name) => `"${name}"`).join(', ');
    throw new DeskError(422, `${quoted} is no channel the desk knows.`, choose(reach));
  }
  const missing = known.filter((name) => !offered(reach).includes(name));
  if (missing.length > 0) {
    const message = `The desk has no connection to ${missing.map((name) => NAMES[name]).join(' and ')}.`;
    const settings = missing.map((name) => SETTINGS[name]).join(' and ');
    throw new DeskError(
      422,
      message,
      `${choose(reach)} Or configure ${settings} in its environment and start it again.`,
    );
  }
  if (known.length > 0) return known;
  if (reach.channels.length > 0) return undefined;
  throw new DeskError(
    503,
    'The desk has no way to reach an approver.',
    "Configure Slack (SLACK_…), Teams (TEAMS_…) or mail (SMTP_URL, MAIL_FROM) in the desk's environment and start it again.",
  );
}

function choose(reach: Reach): string {
  const names = offered(reach);
  return names.length > 0 ? `Choose among the desk's own: ${names.join(', ')}.` : 'It has none at the moment.';
}

/** By which of them this request is put to people. One that was switched off since does not silence it. */
export function channelsOf(
  { channels: wanted }: { channels?: readonly RequestChannel[] | null },
  { channels }: Pick<Context, 'channels'>,
): Context['channels'] {
  if (!wanted || wanted.every((name) => name === 'page')) return wanted ? [] : channels;
  const open = channels.filter((name) => wanted.includes(name));
  return open.length > 0 ? open : channels;
}
