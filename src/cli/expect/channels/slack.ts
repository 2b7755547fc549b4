import { readConfig } from '../../../desk/config.ts';
import type { SlackConfig } from '../../../desk/config.ts';
import { slackClient } from '../../../desk/slack/client.ts';
import type { Expectation } from '../../expectation.ts';
import { missing, ok, unused } from '../../expectation.ts';
import type { Place } from '../../place.ts';

/** What the desk does there: writes messages, finds people by their address. */
export const SCOPES = ['chat:write', 'users:read', 'users:read.email'];

const configOf = ({ settings }: Place): SlackConfig | undefined => readConfig(settings.all()).desk.slack;

const app: Expectation = {
  id: 'channels.slack',
  title: 'Slack lets the app in, with what it needs',
  needs: ['desk.settings'],
  async look(place) {
    const config = configOf(place);
    if (!config) return unused('Slack is not set up');
    const mend =
      'Look at the app under https://api.slack.com/apps, OAuth & Permissions: SLACK_BOT_TOKEN is its bot token.';
    const answer = await slackClient(config)
      .auth.test()
      .catch((error: Error & { data?: { error?: string } }) => error.data?.error ?? error.message);
    if (typeof answer === 'string') return missing(`Slack says: ${answer}.`, mend);
    if (answer.team_id !== config.teamId) {
      return missing(
        `The token is of workspace ${answer.team_id}, SLACK_TEAM_ID says ${config.teamId}.`,
        'Correct SLACK_TEAM_ID.',
      );
    }
    // Slack names the scopes in a header; where it doesn't, the test message tells.
    const granted = answer.response_metadata?.scopes;
    const lacking = granted ? SCOPES.filter((scope) => !granted.includes(scope)) : [];
    if (lacking.length)
      return missing(`The app lacks ${lacking.join(', ')}.`, `Add the scopes and install the app again. ${mend}`);
    return ok(
      `Workspace ${answer.team ?? config.teamId}. Interactivity → Request URL must be ${place.settings.need('DESK_PUBLIC_URL')}/slack/events`,
    );
  },
};

const TESTED = 'TESTED_SLACK';

const message: Expectation = {
  id: 'channels.slack-message',
  title: "A test message arrived in Slack's channel",
  needs: ['channels.slack'],
  async look(place) {
    const channel = configOf(place)?.channel;
    if (place.settings.get(TESTED) === channel) return ok(`In ${channel}`);
    return missing(`None was sent to ${channel} yet.`, 'Run setup: it sends one.');
  },
  async mend(place) {
    const config = configOf(place);
    if (!config) return undefined;
    if (place.ask && !(await place.ask.yes(`Send a test message to Slack channel ${config.channel}?`)))
      return undefined;
    const text = 'The approval desk can write here. Requests to approve invoices will come to this channel.';
    await slackClient(config)
      .chat.postMessage({ channel: config.channel, text })
      .catch((cause: Error & { data?: { error?: string } }) => {
        const mend =
          'Invite the app into the channel (/invite @app) and check SLACK_CHANNEL: its id begins with C or G.';
        const message = `Slack did not take the test message: ${cause.data?.error ?? cause.message}.`;
        throw Object.assign(new Error(message), { mend });
      });
    await place.settings.keep({ [TESTED]: config.channel });
    return `Sent a test message to ${config.channel}.`;
  },
};

export const slackExpectations = [app, message];
