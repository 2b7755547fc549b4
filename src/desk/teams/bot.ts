import { App, type AppOptions, type IHttpServerAdapter, type IPlugin } from '@microsoft/teams.apps';
import type { IAdaptiveCard } from '@microsoft/teams.cards';
import type { Logger } from 'pino';
import type { TeamsConfig } from '../config.ts';
import { Refused, Unanswered, unanswered } from '../errors.ts';
import { botToken } from './token.ts';

type Handler = Parameters<IHttpServerAdapter['registerRoute']>[2];

export interface Bot {
  app: App;
  /** What the SDK does with an activity that the guard let through. */
  receive: Handler;
  /** Posts the card with a text that mentions people. Returns the activity's id. */
  post(conversation: string, said: Posting): Promise<string>;
  /** The same below a message; where a chat has no threads, after it. */
  reply(conversation: string, activityId: string, said: Posting): Promise<void>;
  /** Puts the card in the place of the one that is there, and notifies nobody. */
  update(conversation: string, activityId: string, said: Posting): Promise<void>;
  /** The bot's own chat with somebody, by Teams' id of them; undefined where they don't have the app. */
  personal(memberId: string): Promise<string | undefined>;
  /** What Teams itself says of somebody in this conversation; undefined where it knows nobody by that id. */
  member(conversation: string, objectId: string): Promise<Member | undefined>;
  /** Everybody in this conversation. */
  members(conversation: string): Promise<Member[]>;
}

export interface Posting {
  card: IAdaptiveCard;
  summary: string;
  text?: string | undefined;
  /** Whom the text mentions: `text` as it stands there. */
  mentions?: { id: string; name: string; text: string }[];
}

export interface Member {
  /** Teams' own. */
  id: string;
  objectId: string;
  tenantId: string;
  email: string;
  userPrincipalName: string;
  role: string;
}

/** The Teams SDK without its server, and sending nowhere but to the configured service. */
export async function openBot(config: TeamsConfig, log: Logger): Promise<Bot> {
  const { appId, tenantId, serviceUrl, cloud } = config;
  let receive: Handler | undefined;
  const app = new App<IPlugin>({
    clientId: appId,
    tenantId,
    token: botToken(config),
    serviceUrl,
    ...(cloud ? { cloud } : {}),
    client: { timeout: 10_000 },
    // Set here, or the SDK would read it from the environment.
    dangerouslyAllowUnauthenticatedRequests: false,
    oauth: { fetchUserToken: false },
    telemetry: { agent365: false },
    messagingEndpoint: '/teams/messages',
    httpServerAdapter: { registerRoute: (_method, _path, handler) => void (receive = handler) },
    logger: sdkLog(log),
  });
  await app.initialize();
  if (!receive) throw new Error('The Teams SDK registered no way in.');

  return {
    app,
    receive,
    post: async (conversation, said) => (await plainly(app.send(conversation, activityOf(said)))).id,
    reply: async (conversation, activityId, said) => {
      await plainly(app.reply(conversation, activityId, activityOf(said)));
    },
    update: async (conversation, activityId, said) => {
      await plainly(app.send(conversation, { ...activityOf(said), id: activityId }));
    },
    personal: async (memberId) => {
      const members = [{ id: memberId, name: '', role: 'user' as const }];
      const asked = { members, tenantId, channelData: { tenant: { id: tenantId } } };
      return (await plainly(app.api.conversations.create(asked), 403))?.id;
    },
    member: async (conversation, objectId) => {
      const found = await plainly(app.api.conversations.getMemberById(conversation, objectId), 404);
      return found && memberOf(found);
    },
    members: async (conversation) => {
      const members: Member[] = [];
      for (let token: string | undefined; ;) {
        const page = await plainly(app.api.conversations.getPagedMembers(conversation, PAGE, token));
        members.push(...page.members.map(memberOf));
        token = page.continuationToken;
        if (!token) return members;
      }
    },
  };
}

/** As many members as Teams gives at once. */
const PAGE = 500;

function memberOf(found: Awaited<ReturnType<App['api']['conversations']['getMemberById']>>): Member {
  return {
    id: found.id,
    objectId: found.aadObjectId ?? '',
    tenantId: found.tenantId ?? '',
    email: found.email ?? '',
    userPrincipalName: found.userPrincipalName ?? '',
    role: found.userRole ?? '',
  };
}

function activityOf({ card, summary, text, mentions = [] }: Posting) {
  const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive' as const, content: card }];
  const entities = mentions.map(({ id, name, text: words }) => {
    return { type: 'mention' as const, text: words, mentioned: { id, name, role: 'user' as const } };
  });
  return { type: 'message' as const, summary, attachments, ...(text ? { text, entities } : {}) };
}

/** Too slow, too much at once. */
const PASSES = [408, 429];

type HttpFailure = Error & { response?: { status?: number; data?: { error?: { code?: string; message?: string } } } };

/** The SDK's errors carry the whole request, the bot's token with it: only what was answered goes on. */
function plainly<T>(call: Promise<T>): Promise<T>;
function plainly<T>(call: Promise<T>, missing: number): Promise<T | undefined>;
async function plainly<T>(call: Promise<T>, missing?: number): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    const { response, message } = error as HttpFailure;
    if (missing !== undefined && response?.status === missing) return undefined;
    const { code = '', message: said = '' } = response?.data?.error ?? {};
    if (!response) throw unanswered(error as Error, message);
    const { status = 500 } = response;
    const answer = `Teams answered HTTP ${status} ${code} ${said}`.trim();
    if (status >= 500) throw new Unanswered(answer);
    throw PASSES.includes(status) ? new Error(answer) : new Refused(answer);
  }
}

type SdkLog = NonNullable<AppOptions<IPlugin>['logger']>;

/** Text only: what else the SDK hands over carries whole requests. */
function sdkLog(log: Logger): SdkLog {
  const words = (said: unknown[]) =>
    said.map((each) => (each instanceof Error ? each.message : typeof each === 'string' ? each : '')).join(' ');
  const own: SdkLog = {
    debug: () => undefined,
    trace: () => undefined,
    info: () => undefined,
    warn: (...said) => log.warn(words(said)),
    error: (...said) => log.error(words(said)),
    log: (level, ...said) => void ((level === 'error' || level === 'warn') && log[level](words(said))),
    child: () => own,
  };
  return own;
}
