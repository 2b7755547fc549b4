import { instant, via } from '../format.ts';
import type { StoredRequest } from '../store/requests.ts';
import { name, written } from './text.ts';

/** Something said about a request: a question, an answer, or that it was handed on and why. */
export interface TalkView {
  /** `Ann Approver asked Paul Preparer`. */
  what: string;
  /** `in Slack, 2 Apr 2026, 10:15 UTC`. */
  how: string;
  text: string;
}

export const talkView = ({ talk }: Pick<StoredRequest, 'talk'>): TalkView[] =>
  talk.map(({ what, channel, at, reason }) => ({
    what: name(what),
    how: `${via(channel)}, ${instant(at)}`,
    text: written(reason),
  }));

/** What is said of questions nobody answered yet; empty where there are none. */
export function unansweredOf({ chain: { questions }, state }: Pick<StoredRequest, 'chain' | 'state'>): string {
  const open = questions.filter(({ answer }) => !answer).length;
  if (open === 0 || (state !== 'open' && state !== 'deciding')) return '';
  return open === 1 ? 'No answer yet.' : `${open} questions have no answer yet.`;
}

/** The question that waits for an answer, where there is only one. */
export function soleQuestion({ chain: { questions } }: Pick<StoredRequest, 'chain'>): string | undefined {
  const open = questions.filter(({ answer }) => !answer);
  return open.length === 1 ? open[0]?.id : undefined;
}

export interface RecentTalk {
  rows: TalkView[];
  /** How many before them are left out; empty where there are none. */
  earlier: string;
}

/** The last of it, as much as a message has room for. */
export function recent(talk: TalkView[], most: number): RecentTalk {
  const left = Math.max(0, talk.length - most);
  return { rows: talk.slice(left), earlier: left > 0 ? `… and ${left} before that` : '' };
}
