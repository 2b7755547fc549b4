import type { OdooChannel } from '../approvals/submission.ts';
import { runAction } from './actions.ts';
import type { OdooApi } from './api.ts';

const AT_ONCE = 50;

/** Odoo's own form as a place to decide in. */
export function createOdooChannel(api: OdooApi): OdooChannel {
  return {
    async showRequest({ requestId, invoiceId, contentHash, why, unusual, talk, questions, ...rest }) {
      await runAction(api, 'show_request', {
        ...{ ...rest, request_id: requestId, invoice_id: invoiceId, content: contentHash },
        why: why.join('\n'),
        unusual: unusual.join('\n'),
        talk: talk.join('\n'),
        questions: questions.map(({ id, of, text }) => [id, of.join(','), text].join('\t')).join('\n'),
      });
    },
    async submissions(hintAt) {
      const { submissions } = await runAction(api, 'submissions', { url: hintAt, limit: AT_ONCE });
      return submissions.map(({ request_id, user, ...rest }) => ({ ...rest, requestId: request_id, userId: user }));
    },
    answerSubmission: async (id, state, answer) =>
      void (await runAction(api, 'answer_submission', { id, state, answer })),
  };
}
