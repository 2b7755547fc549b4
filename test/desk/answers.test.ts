import { ErrorCode } from '@slack/web-api';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Refused, Unanswered, unanswered } from '../../src/desk/errors.ts';
import { answerOf } from '../../src/desk/slack/client.ts';
import { openBot } from '../../src/desk/teams/bot.ts';
import { postByWebhook } from '../../src/desk/teams/webhook.ts';
import { FakeTeams } from './fake-teams.ts';

const slackSays = (error: string) =>
  answerOf(
    Object.assign(new Error(`An API error occurred: ${error}`), { code: ErrorCode.PlatformError, data: { error } }),
  );

describe('a message that must not come twice', () => {
  it.each(['messages_tab_disabled', 'cannot_dm_bot', 'invalid_auth'])('was refused where Slack says %s', (error) => {
    expect(slackSays(error)).toEqual(new Refused(`Slack says ${error}`));
  });

  it.each(['internal_error', 'service_unavailable', 'ratelimited'])('is sent later where Slack says %s', (error) => {
    expect(slackSays(error)).not.toBeInstanceOf(Refused);
    expect(slackSays(error)).not.toBeInstanceOf(Unanswered);
  });

  it('is sent later where Slack asks for patience', () => {
    const error = Object.assign(new Error('slow down'), { code: ErrorCode.RateLimitedError });
    expect(answerOf(error)).toBe(error);
  });

  it('may have arrived where something on the way answers', () => {
    expect(slackSays('<html>Bad gateway</html>')).toEqual(new Unanswered('Slack gave no answer of its own'));
    const http = Object.assign(new Error('statusCode = 502'), { code: ErrorCode.HTTPError });
    expect(answerOf(http)).toEqual(new Unanswered('statusCode = 502'));
  });

  it.each(['ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'])(
    'did not leave where the connection ended with %s',
    (code) => {
      const error = new Error('failed', { cause: Object.assign(new Error('below'), { code }) });
      expect(unanswered(error)).not.toBeInstanceOf(Unanswered);
    },
  );

  it('may have left where the connection broke', () => {
    expect(unanswered(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))).toBeInstanceOf(Unanswered);
  });
});

describe('a card that must not come twice', () => {
  let teams: FakeTeams;
  beforeAll(async () => {
    teams = await FakeTeams.start();
  });
  afterAll(() => teams.stop());
  const post = async (change: object = {}) => {
    const bot = await openBot({ ...teams.config, ...change }, pino({ level: 'silent' }));
    const said = { card: { type: 'AdaptiveCard' as const, version: '1.5' as const, body: [] }, summary: 'x' };
    return bot.post(teams.channel, said).then(
      () => 'sent',
      (error: Error) => error.name,
    );
  };

  it.each([
    [403, 'Refused'],
    [429, 'Error'],
    [500, 'Unanswered'],
    [503, 'Unanswered'],
  ])('where Teams answers %i: %s', async (status, name) => {
    teams.failure = status;
    expect(await post()).toBe(name);
  });

  it('did not leave where Entra gives no token', async () => {
    expect(await post({ appSecret: 'another' })).toBe('Error');
  });

  it.each([
    [400, 'Error'],
    [502, 'Unanswered'],
  ])('where its workflow answers %i: %s', async (status, name) => {
    teams.failure = status;
    const posted = postByWebhook(`${teams.url}/workflow`, { type: 'AdaptiveCard', version: '1.5', body: [] });
    await expect(posted).rejects.toMatchObject({ name });
  });
});
