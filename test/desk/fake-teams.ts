import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Request } from 'express';
import type { TeamsConfig } from '../../src/desk/config.ts';

export interface Element {
  type: string;
  title?: string;
  verb?: string;
  url?: string;
  data?: { ref?: string; about?: string };
  card?: Element;
  body?: Element[];
  items?: Element[];
  choices?: { title: string; value: string }[];
  actions?: Element[];
}

export interface PostedCard {
  conversation: string;
  id: string;
  /** As it stands after the last update. */
  card: Element;
  updates: number;
  /** Beside the card, when it was posted. */
  text?: string | undefined;
  /** Teams' ids. */
  mentions?: string[];
}

/** Teams mentions whom the text names in exactly these words. */
const mentionsIn = (text = '', entities: { text: string; mentioned: { id: string } }[] = []): string[] =>
  entities.filter((each) => text.includes(each.text)).map(({ mentioned }) => mentioned.id);

interface Member {
  aadObjectId: string;
  tenantId: string;
  userPrincipalName: string;
  email: string;
  userRole: string;
}

export interface Sent {
  /** Who signs. */
  issuer?: string;
  claims?: object;
  /** Seconds from now until the token ends. */
  endsIn?: number;
  audience?: string;
  /** Instead of the token of the Bot Framework. */
  authorization?: string | undefined;
  key?: 'ours' | 'other';
}

const BOT_FRAMEWORK = 'https://api.botframework.com';
const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const keys = { ours: pair(), other: pair() };

function jwt(claims: object, key: keyof typeof keys = 'ours'): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = `${part({ alg: 'RS256', typ: 'JWT', kid: 'k1' })}.${part(claims)}`;
  return `${body}.${createSign('RSA-SHA256').update(body).sign(keys[key].privateKey, 'base64url')}`;
}

const seconds = () => Math.floor(Date.now() / 1000);

/** Entra, the Bot Framework's keys and Teams' connector as far as the desk uses them, and a hand that clicks. */
export class FakeTeams {
  readonly appId = '11111111-1111-4111-8111-111111111111';
  readonly tenant = '22222222-2222-4222-8222-222222222222';
  readonly otherTenant = '99999999-9999-4999-8999-999999999999';
  readonly appSecret = 'the-secret-of-the-bot-in-entra';
  readonly channel = '19:billing@thread.tacv2';
  readonly botToken = jwt({ appid: this.appId, exp: seconds() + 3600 });
  readonly cards: PostedCard[] = [];
  /** What stands below them. */
  readonly replies: { below: string; text: string; mentions: string[]; card: Element }[] = [];
  /** What came by the workflow. */
  readonly flowed: Element[] = [];
  /** Every call and whose token it carried. */
  readonly calls: { method: string; path: string; isBot: boolean }[] = [];
  /** Teams' ids of those the bot may not write to. */
  readonly withoutApp = new Set<string>();
  /** Answers of the connector and the workflow while it is set. */
  failure: number | undefined;
  #members = new Map<string, Member>();
  #server: Server | undefined;

  static async start(): Promise<FakeTeams> {
    const teams = new FakeTeams();
    const app = express();
    app.use(express.json({ limit: '1mb' }), express.urlencoded({ extended: false }));
    app.use((req, _res, next) => {
      teams.calls.push({ method: req.method, path: req.path, isBot: teams.#isBot(req) });
      next();
    });
    const jwks = { keys: [{ ...keys.ours.publicKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig', alg: 'RS256' }] };
    app.get(['/v1/.well-known/keys', '/:tenant/discovery/v2.0/keys'], (_req, res) => void res.json(jwks));
    app.post('/:tenant/oauth2/v2.0/token', (req, res) => {
      const isRight = req.params.tenant === teams.tenant && req.body.client_secret === teams.appSecret;
      if (!isRight) return void res.status(401).json({ error: 'invalid_client' });
      res.json({ token_type: 'Bearer', expires_in: 3600, access_token: teams.botToken });
    });
    app.post('/workflow', (req, res) => {
      if (!teams.failure) teams.flowed.push(req.body.attachments[0].content);
      res.sendStatus(teams.failure ?? 202);
    });
    app.use('/teams', (req, res, next) => {
      if (!teams.#isBot(req)) return void res.sendStatus(401);
      if (teams.failure)
        return void res.status(teams.failure).json({ error: { code: 'Failing', message: 'On purpose' } });
      next();
    });
    app.post('/teams/v3/conversations/:conversation/activities', (req, res) => {
      const id = `17000000${String(teams.cards.length).padStart(5, '0')}`;
      const { text, entities, attachments } = req.body;
      const card = attachments[0].content;
      const mentions = mentionsIn(text, entities);
      const [conversation = '', below] = req.params.conversation.split(';messageid=');
      if (below) teams.replies.push({ below, text, mentions, card });
      else teams.cards.push({ conversation, id, card, updates: 0, text, mentions });
      res.status(201).json({ id });
    });
    app.put('/teams/v3/conversations/:conversation/activities/:id', (req, res) => {
      const { conversation, id } = req.params;
      const posted = teams.cards.find((each) => each.id === id && each.conversation === conversation);
      if (!posted) return void res.sendStatus(404);
      posted.card = req.body.attachments[0].content;
      posted.updates += 1;
      res.json({ id });
    });
    app.post('/teams/v3/conversations', (req, res) => {
      // A chat of the bot with one person, the same whenever it is asked for; who lacks the app has none.
      const { members = [], tenantId } = req.body as { members?: { id: string }[]; tenantId?: string };
      const [id = ''] = members.map((each) => each.id);
      const known = [...teams.#members.values()].some(({ aadObjectId }) => id === `29:${aadObjectId}`);
      if (!known || tenantId !== teams.tenant || teams.withoutApp.has(id)) return void res.sendStatus(403);
      res.status(201).json({ id: `a:${id}` });
    });
    app.get('/teams/v3/conversations/:conversation/pagedmembers', (req, res) => {
      // Two at a time: whoever asks has to turn the page.
      const all = [...teams.#members.values()].map((each) => ({ id: `29:${each.aadObjectId}`, ...each }));
      const from = Number(req.query.continuationToken ?? 0);
      const more = from + 2 < all.length ? { continuationToken: String(from + 2) } : {};
      res.json({ members: all.slice(from, from + 2), ...more });
    });
    app.get('/teams/v3/conversations/:conversation/members/:id', (req, res) => {
      const member = teams.#members.get(req.params.id);
      if (!member || req.params.conversation !== teams.channel) return void res.sendStatus(404);
      res.json({ id: `29:${member.aadObjectId}`, name: member.userPrincipalName, ...member });
    });
    teams.#server = app.listen(0, '127.0.0.1');
    await once(teams.#server, 'listening');
    return teams;
  }

  #isBot(req: Request): boolean {
    return req.get('authorization') === `Bearer ${this.botToken}`;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server?.address() as AddressInfo).port}`;
  }

  get config(): TeamsConfig {
    return {
      appId: this.appId,
      appSecret: this.appSecret,
      tenantId: this.tenant,
      tenants: [this.tenant],
      conversation: this.channel,
      address: 'userPrincipalName',
      serviceUrl: `${this.url}/teams`,
      login: this.url,
      cloud: {
        loginEndpoint: this.url,
        loginTenant: 'botframework.com',
        botScope: `${BOT_FRAMEWORK}/.default`,
        tokenServiceUrl: this.url,
        openIdMetadataUrl: `${this.url}/v1/.well-known/openidconfiguration`,
        tokenIssuer: BOT_FRAMEWORK,
        graphScope: `${this.url}/.default`,
        agenticIdentityBotScope: `${BOT_FRAMEWORK}/.default`,
      },
    };
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((done) => this.#server?.close(done));
  }

  /** Somebody of the channel. Returns their Entra object id. */
  person(userPrincipalName: string, change: Partial<Member> = {}): string {
    const aadObjectId = change.aadObjectId ?? randomUUID();
    const member = {
      tenantId: this.tenant,
      email: userPrincipalName,
      userRole: 'user',
      aadObjectId,
      userPrincipalName,
    };
    this.#members.set(aadObjectId, { ...member, ...change });
    return aadObjectId;
  }

  /** Presses a button of a card, as Teams would tell the desk. `change` bends what an attacker could bend. */
  click(deskUrl: string, posted: PostedCard, verb: string, who: string, change: Change = {}, sent: Sent = {}) {
    const { reason, ref, inputs, ...activity } = change;
    const found = actionsOf(posted.card).find((each) => each.verb === verb);
    const data = {
      ...found?.data,
      ref: ref ?? found?.data?.ref ?? '',
      ...(reason === undefined ? {} : { reason }),
      ...inputs,
    };
    return this.send(
      deskUrl,
      {
        type: 'invoke',
        name: 'adaptiveCard/action',
        id: 'f:1',
        channelId: 'msteams',
        serviceUrl: `${this.url}/teams`,
        from: { id: `29:${who}`, aadObjectId: who, name: 'Somebody' },
        recipient: { id: `28:${this.appId}` },
        conversation: { id: `${posted.conversation};messageid=${posted.id}`, tenantId: this.tenant },
        replyToId: posted.id,
        channelData: { tenant: { id: this.tenant } },
        value: { action: { type: 'Action.Execute', verb, data }, trigger: 'manual' },
        ...activity,
      },
      sent,
    );
  }

  /** Posts an activity with a token like Teams'. */
  async send(deskUrl: string, activity: object, { issuer, claims, endsIn = 600, audience, key, ...sent }: Sent = {}) {
    const token = jwt(
      {
        iss: issuer ?? BOT_FRAMEWORK,
        aud: audience ?? this.appId,
        iat: seconds(),
        exp: seconds() + endsIn,
        serviceurl: `${this.url}/teams`,
        ...claims,
      },
      key,
    );
    const authorization = 'authorization' in sent ? sent.authorization : `Bearer ${token}`;
    const response = await fetch(`${deskUrl}/teams/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
      body: JSON.stringify(activity),
    });
    const text = await response.text();
    return { status: response.status, text, body: text.startsWith('{') ? JSON.parse(text) : undefined };
  }
}

/** `inputs`: what is written in the card. */
export type Change = Record<string, unknown> & { reason?: string; ref?: string; inputs?: Record<string, string> };

/** All actions of a card, those of the cards folded away in it too. */
export function actionsOf({ actions = [], body = [], items = [] }: Element): Element[] {
  const own = actions.flatMap((each) => [each, ...(each.card ? actionsOf(each.card) : [])]);
  return [...own, ...[...body, ...items].flatMap(actionsOf)];
}

/** Somebody who lies in wait for the bot's token. */
export async function listenerInWait() {
  const heard: string[] = [];
  const app = express().use((req, res) => {
    heard.push(`${req.method} ${req.url} ${req.get('authorization') ?? ''}`);
    res.json({ id: 'x' });
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    stop: () => new Promise<void>((done) => void server.close(() => done())),
  };
}
