import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';

export interface SlackUser {
  id: string;
  email?: string;
  team?: string;
  deleted?: boolean;
  bot?: boolean;
  /** Of a workspace's guests. */
  guest?: boolean;
  /** True where left out; undefined: Slack does not say. */
  confirmed?: boolean | undefined;
}

interface Call {
  method: string;
  token: string;
  args: Record<string, string>;
}

export interface Posted {
  channel: string;
  ts: string;
  text: string;
  /** Block Kit as it stands after the last update. */
  blocks: Block[];
}

export interface Block {
  type: string;
  text?: { text: string };
  elements?: { type: string; action_id?: string; value?: string; text?: unknown }[];
}

/** Slack's Web API as far as the desk uses it, and a hand that clicks with a real signature. */
export class FakeSlack {
  readonly team = 'T0FIRM';
  readonly botToken = 'xoxb-fake-bot-token';
  readonly signingSecret = 'fake-signing-secret-of-this-app';
  readonly channel = 'C0BILLING';
  readonly calls: Call[] = [];
  readonly messages: Posted[] = [];
  /** What stands in the threads below them. */
  readonly replies: { thread: string; text: string }[] = [];
  /** Answers every call with this error until it is cleared. */
  failure: string | undefined;
  /** Methods that fail alone until they are taken out. */
  readonly failing = new Set<string>();
  /** Methods that answer with an error of their own. */
  readonly saying = new Map<string, string>();
  #users = new Map<string, SlackUser>();
  #views = new Map<string, View>();
  #server: Server | undefined;
  #sequence = 0;
  #updates = new Map<string, number>();

  static async start(users: SlackUser[] = []): Promise<FakeSlack> {
    const slack = new FakeSlack();
    for (const user of users) slack.#users.set(user.id, user);
    const app = express();
    app.use(express.urlencoded({ extended: false, limit: '1mb' }), express.json());
    app.post('/api/:method', (req, res) => {
      const { method } = req.params;
      const token = (req.get('authorization') ?? '').replace('Bearer ', '');
      slack.calls.push({ method, token, args: req.body });
      res.json(token === slack.botToken ? slack.#answer(method, req.body) : { ok: false, error: 'invalid_auth' });
    });
    slack.#server = app.listen(0, '127.0.0.1');
    // A busy test must not find a connection that was just closed.
    slack.#server.keepAliveTimeout = 60_000;
    await once(slack.#server, 'listening');
    return slack;
  }

  /** Slack's record of a user, changed by whoever may. */
  change(id: string, change: Partial<SlackUser>): void {
    this.#users.set(id, { ...this.#users.get(id), id, ...change });
  }

  /** What a desk that speaks to it is started with. */
  get settings() {
    return {
      SLACK_BOT_TOKEN: this.botToken,
      SLACK_SIGNING_SECRET: this.signingSecret,
      SLACK_TEAM_ID: this.team,
      SLACK_CHANNEL: this.channel,
      SLACK_API_URL: this.apiUrl,
    };
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${(this.#server?.address() as AddressInfo).port}/api/`;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((done) => this.#server?.close(done));
  }

  called(method: string): Record<string, string>[] {
    return this.calls.filter((call) => call.method === method).map(({ args }) => args);
  }

  /** How often the message was changed. */
  updatesOf({ ts }: Posted): number {
    return this.#updates.get(ts) ?? 0;
  }

  /** What stands in the thread below the message. */
  below({ ts }: Posted): string[] {
    return this.replies.filter(({ thread }) => thread === ts).map(({ text }) => text);
  }

  /** What only this person was shown. */
  whispers(user: string): string[] {
    return this.called('chat.postEphemeral')
      .filter((args) => args.user === user)
      .map((args) => args.text ?? '');
  }

  #answer(method: string, args: Record<string, string>): object {
    if (this.failure) return { ok: false, error: this.failure };
    if (this.saying.has(method)) return { ok: false, error: this.saying.get(method) };
    if (this.failing.has(method)) return { ok: false, error: 'internal_error' };
    switch (method) {
      case 'auth.test':
        return { ok: true, team_id: this.team, user_id: 'U0BOT', bot_id: 'B0BOT' };
      case 'users.info':
        return this.#userInfo(args.user ?? '');
      case 'users.lookupByEmail': {
        const found = [...this.#users.values()].find(({ email }) => email === args.email);
        return found ? this.#userInfo(found.id) : { ok: false, error: 'users_not_found' };
      }
      case 'chat.getPermalink':
        return { ok: true, permalink: `https://firm.slack.test/archives/${args.channel}/p${args.message_ts}` };
      case 'chat.postMessage':
        return this.#post(args);
      case 'chat.update':
        return this.#update(args);
      case 'chat.postEphemeral':
        return { ok: true };
      case 'views.open':
      case 'views.update':
        return this.#view(args);
      default:
        return { ok: false, error: 'unknown_method' };
    }
  }

  #view({ trigger_id: trigger, view_id: known, view = '{}' }: Record<string, string>): object {
    const id = known ?? `V-${trigger}`;
    this.#views.set(id, JSON.parse(view));
    return { ok: true, view: { id } };
  }

  #userInfo(id: string): object {
    const user = this.#users.get(id);
    if (!user) return { ok: false, error: 'user_not_found' };
    return {
      ok: true,
      user: {
        id,
        team_id: user.team ?? this.team,
        deleted: user.deleted ?? false,
        is_bot: user.bot ?? false,
        is_restricted: user.guest ?? false,
        ...('confirmed' in user ? { is_email_confirmed: user.confirmed } : { is_email_confirmed: true }),
        profile: { email: user.email },
      },
    };
  }

  #post(args: Record<string, string>): object {
    this.#sequence += 1;
    const ts = `1700000000.${String(this.#sequence).padStart(6, '0')}`;
    const { channel = '', text = '', blocks = '[]', thread_ts: thread } = args;
    if (thread) {
      if (!this.messages.some((each) => each.channel === channel && each.ts === thread))
        return { ok: false, error: 'thread_not_found' };
      this.replies.push({ thread, text });
      return { ok: true, channel, ts };
    }
    this.messages.push({ channel, ts, text, blocks: JSON.parse(blocks) });
    return { ok: true, channel, ts };
  }

  #update(args: Record<string, string>): object {
    const message = this.messages.find(({ channel, ts }) => channel === args.channel && ts === args.ts);
    if (!message) return { ok: false, error: 'message_not_found' };
    this.#updates.set(message.ts, this.updatesOf(message) + 1);
    message.text = args.text ?? '';
    message.blocks = JSON.parse(args.blocks ?? '[]');
    return { ok: true, channel: message.channel, ts: message.ts };
  }

  /** Presses a button of a message, as Slack would tell the desk. `change` bends what an attacker could bend. */
  click(deskUrl: string, message: Posted, action: string, user: string, change: object = {}, how: Signing = {}) {
    const button = message.blocks.flatMap(({ elements = [] }) => elements).find((each) => each.action_id === action);
    const payload = {
      type: 'block_actions',
      api_app_id: 'A0DESK',
      team: { id: this.team },
      user: { id: user, team_id: this.team },
      trigger_id: `trigger-${user}`,
      channel: { id: message.channel },
      message: { ts: message.ts },
      actions: [{ type: 'button', action_id: action, block_id: 'b', value: button?.value ?? '' }],
      ...change,
    };
    return this.send(deskUrl, payload, how);
  }

  /** The view the desk opened last for this person. */
  openedView(user: string): View | undefined {
    return this.#views.get(`V-trigger-${user}`);
  }

  /** Sends off the modal that was opened for this person, with this reason in it. */
  submit(deskUrl: string, user: string, reason: string | null, change: object = {}, to?: string): Promise<Response> {
    const view = this.openedView(user);
    if (!view) throw new Error(`No modal was opened for ${user}.`);
    const values = {
      reason: { text: { type: 'plain_text_input', value: reason } },
      ...(to ? { to: { person: { type: 'static_select', selected_option: { value: to } } } } : {}),
    };
    return this.send(deskUrl, {
      type: 'view_submission',
      api_app_id: 'A0DESK',
      team: { id: this.team },
      user: { id: user, team_id: this.team },
      view: { id: 'V1', ...view, state: { values } },
      ...change,
    });
  }

  /** Posts a payload signed as Slack signs: HMAC-SHA256 over version, timestamp and raw body. */
  send(deskUrl: string, payload: object, { secret = this.signingSecret, at, tamper = '' }: Signing = {}) {
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    const timestamp = at ?? Math.floor(Date.now() / 1000);
    const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
    return fetch(`${deskUrl}/slack/events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': String(timestamp),
        'x-slack-signature': `v0=${signature}`,
      },
      body: body + tamper,
    });
  }
}

export interface View {
  callback_id: string;
  private_metadata: string;
  submit?: object;
  blocks: (Block & { element?: { options?: { text: { text: string }; value: string }[] } })[];
}

export interface Signing {
  secret?: string;
  /** Unix seconds. */
  at?: number;
  tamper?: string;
}
