import type { Answerer } from '../../approvals/chain/others.ts';
import type { Sql } from '../database.ts';
import { newToken, tokenHash } from '../token.ts';

/** A question as it was put to one person. */
export interface Asked extends Answerer {
  requestId: string;
  questionId: string;
  text: string;
  /** Who asked. */
  askedBy: number;
}

export async function insertAnswerers(sql: Sql, requestId: string, questionId: string, to: Answerer[]): Promise<void> {
  for (const { userId, name, email } of to)
    await sql.query('insert into desk.answerers values ($1, $2, $3, $4, $5)', [
      ...[requestId, questionId, userId, name, email],
    ]);
}

const ASKED = `select answerer.request_id as "requestId", answerer.question_id as "questionId",
    answerer.user_id as "userId", answerer.name, answerer.email,
    question->>'text' as text, (question->>'userId')::integer as "askedBy"
  from desk.answerers answerer
  join desk.requests request on request.id = answerer.request_id
  cross join jsonb_array_elements(request.questions) question
  where question->>'id' = answerer.question_id::text`;

export async function findQuestion(sql: Sql, questionId: string, userId: number): Promise<Asked | undefined> {
  const [row] = await sql.query<Asked>(`${ASKED} and answerer.question_id = $1 and answerer.user_id = $2`, [
    questionId,
    userId,
  ]);
  return row;
}

const OPEN = `question->'answer' is null and request.state in ('open', 'deciding')`;

/** What waits for an answer of this person, the oldest first. */
export async function questionsFor(sql: Sql, userId: number): Promise<Asked[]> {
  return sql.query<Asked>(`${ASKED} and answerer.user_id = $1 and ${OPEN} order by question->>'at'`, [userId]);
}

/** What waits for an answer about this request, by whomever. */
export async function questionsOn(sql: Sql, requestId: string): Promise<Asked[]> {
  return sql.query<Asked>(`${ASKED} and answerer.request_id = $1 and ${OPEN} order by question->>'at'`, [requestId]);
}

export interface AnswerLink {
  questionId: string;
  userId: number;
  expiresAt: Date;
}

/** Returns the link's token. */
export async function createAnswerLink(sql: Sql, { questionId, userId, expiresAt }: AnswerLink): Promise<string> {
  const token = newToken();
  await sql.query('insert into desk.answer_links values ($1, $2, $3, $4)', [
    ...[tokenHash(token), questionId, userId, expiresAt],
  ]);
  return token;
}

export async function findAnswerLink(sql: Sql, token: string): Promise<AnswerLink | undefined> {
  const [link] = await sql.query<AnswerLink>(
    `select question_id as "questionId", user_id as "userId", expires_at as "expiresAt" from desk.answer_links
     where token_hash = $1`,
    [tokenHash(token)],
  );
  return link;
}

/** Whether this link may be had anew: once, by mail to whose it is. */
export async function renewAnswerLink(sql: Sql, token: string, at: Date): Promise<boolean> {
  const renewed = await sql.query(
    'update desk.answer_links set renewed_at = $2 where token_hash = $1 and renewed_at is null returning token_hash',
    [tokenHash(token), at],
  );
  return renewed.length === 1;
}
