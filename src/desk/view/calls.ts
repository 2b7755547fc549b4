import { askedIn } from '../../approvals/chain/chain.ts';
import type { Asked as Question } from '../store/answerers.ts';
import type { Approver, StoredRequest } from '../store/requests.ts';

/** Somebody a message has to call: writing it anew notifies nobody. */
export interface Call extends Approver {
  /** The same for the same thing, whenever it is worked out. */
  about: string;
  for: 'decision' | 'reminder' | 'answer' | 'answered';
}

export interface Reminder {
  step: number;
  userId: number;
  nth: number;
}

/** Everybody something waits for at this moment, whether they were called for it or not. */
export function callsOf(
  { state, chain, approvers }: Pick<StoredRequest, 'state' | 'chain' | 'approvers'>,
  reminders: readonly Reminder[],
  questions: readonly Question[],
): Call[] {
  if (state !== 'open') return [];
  const person = (userId: number) => approvers.find((one) => one.userId === userId);
  const call = (what: Call['for'], about: string, one?: Approver): Call[] =>
    one ? [{ userId: one.userId, name: one.name, email: one.email, about, for: what }] : [];
  const steps = chain.steps.flatMap((_, step) =>
    askedIn(chain, step).flatMap((userId) => {
      const nth = Math.max(
        0,
        ...reminders.flatMap((one) => (one.step === step && one.userId === userId ? one.nth : [])),
      );
      return [
        ...call('decision', `step.${step}`, person(userId)),
        ...(nth > 0 ? call('reminder', `step.${step}.reminder.${nth}`, person(userId)) : []),
      ];
    }),
  );
  const answered = chain.questions.flatMap(({ id, userId, answer }) => {
    const asker = approvers.find((one) => one.userId === userId && one.asked);
    return answer && answer.by !== userId ? call('answered', `answer.${id}`, asker) : [];
  });
  return [...steps, ...questions.flatMap((one) => call('answer', `question.${one.questionId}`, one)), ...answered];
}

const WORDS: Record<Call['for'], string> = {
  decision: 'your decision is asked for.',
  reminder: 'this still waits for your decision.',
  answer: 'a question waits for your answer.',
  answered: 'your question was answered.',
};

/** So many people a message names; the others are told by mail. */
const MOST = 20;

/**
 * One row for each thing, nobody in two.
 *
 * @param calls those to be named
 * @param as how the channel names a person
 */
export function callsInWords(calls: readonly Call[], as: (call: Call) => string): string[] {
  const shown = firstOfEach(calls).slice(0, MOST);
  return (Object.keys(WORDS) as Call['for'][]).flatMap((what) => {
    const people = shown.filter((call) => call.for === what).map(as);
    return people.length > 0 ? [`${people.join(', ')}: ${WORDS[what]}`] : [];
  });
}

const firstOfEach = (calls: readonly Call[]): Call[] =>
  calls.filter((call, at) => calls.findIndex(({ userId }) => userId === call.userId) === at);
