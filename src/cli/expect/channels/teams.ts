import { createHash } from 'node:crypto';
import { pino } from 'pino';
import { type DeskConfig, readConfig } from '../../../desk/config.ts';
import { helloCard } from '../../../desk/teams/card.ts';
import { botToken } from '../../../desk/teams/token.ts';
import { postByWebhook } from '../../../desk/teams/webhook.ts';
import type { Expectation } from '../../expectation.ts';
import { missing, ok, unused } from '../../expectation.ts';
import type { Place } from '../../place.ts';

type Ways = Pick<DeskConfig, 'teams' | 'teamsWebhook'>;

const fromSettings = ({ settings }: Place): Ways => readConfig(settings.all()).desk;
const TESTED = 'TESTED_TEAMS';
const TEXT = 'The approval desk can write here. Requests to approve invoices will come to this conversation.';

/** What the test was of; of a workflow's address, which is a secret, its fingerprint. */
const mark = ({ teams, teamsWebhook = '' }: Ways): string =>
  teams?.conversation ?? createHash('sha256').update(teamsWebhook).digest('hex').slice(0, 16);

export function teamsExpectations(waysOf: (place: Place) => Ways = fromSettings): Expectation[] {
  return [
    {
      id: 'channels.teams',
      title: 'Teams lets the desk in',
      needs: ['desk.settings'],
      async look(place) {
        const { teams, teamsWebhook } = waysOf(place);
        if (teamsWebhook) return ok('By a workflow, without a bot: people decide on the desk’s page');
        if (!teams) return unused('Teams is not set up');
        try {
          await botToken(teams)();
        } catch (error) {
          return missing(
            `${(error as Error).message}.`,
            'Check TEAMS_APP_ID, TEAMS_TENANT_ID and TEAMS_APP_SECRET: Entra → App registrations → Certificates & secrets.',
          );
        }
        return ok(`The bot’s messaging endpoint must be ${place.settings.need('DESK_PUBLIC_URL')}/teams/messages`);
      },
    },
    {
      id: 'channels.teams-message',
      title: 'A test message arrived in Teams',
      needs: ['channels.teams'],
      async look(place) {
        if (place.settings.get(TESTED) === mark(waysOf(place))) return ok('In the conversation that is set');
        return missing('None was sent yet.', 'Run setup: it sends one.');
      },
      async mend(place) {
        const ways = waysOf(place);
        if (place.ask && !(await place.ask.yes('Send a test message to Teams?'))) return undefined;
        await send(ways).catch((cause: Error) => {
          const mend = 'Add the desk’s app to the team or chat of TEAMS_CONVERSATION; or see that the workflow is on.';
          throw Object.assign(new Error(`Teams did not take the test message: ${cause.message}`), { mend });
        });
        await place.settings.keep({ [TESTED]: mark(ways) });
        return 'Sent a test message to Teams.';
      },
    },
  ];
}

async function send({ teams, teamsWebhook }: Ways): Promise<void> {
  if (teamsWebhook) return postByWebhook(teamsWebhook, helloCard(TEXT));
  if (!teams) return;
  const { openBot } = await import('../../../desk/teams/bot.ts');
  const bot = await openBot(teams, pino({ level: 'silent' }));
  await bot.post(teams.conversation, { card: helloCard(TEXT), summary: TEXT });
}
