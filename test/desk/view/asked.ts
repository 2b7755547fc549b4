import { byNames } from '../../../src/approvals/policy/route.ts';
import type { Approver, DecisionBy, StoredRequest } from '../../../src/desk/store/requests.ts';

type Asked = Pick<StoredRequest, 'route' | 'chain' | 'approvers' | 'decisions' | 'decision' | 'state' | 'talk'>;

/** A request of one step that any one of these people decides, and what became of it. */
export function askedBy(people: Approver[], state: StoredRequest['state'] = 'open', decision?: DecisionBy): Asked {
  const since = '2026-04-02T09:00:00Z';
  return {
    state,
    route: byNames(people.map(({ email }) => email)),
    chain: {
      steps: [
        {
          name: 'Approval',
          together: false,
          need: 1,
          state,
          openedAt: since,
          seats: people.map(({ userId }) => ({ of: userId, holders: [{ userId, since, how: 'asked' }] })),
        },
      ],
      decisions: decision ? [{ ...decision, at: decision.decidedAt.toISOString() }] : [],
      questions: [],
    },
    approvers: people.map((each) => ({ ...each, asked: state === 'open' })),
    decisions: decision ? [decision] : [],
    talk: [],
    ...(decision && { decision }),
  };
}
