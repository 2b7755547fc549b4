import type { ModalView } from '@slack/web-api';
import { REASON_MAX, REASON_MIN } from '../view/reason.ts';

/** Asks for the reason of a rejection; carries the message's reference and nothing else. */
export function reasonModal(ref: string): ModalView {
  return {
    type: 'modal',
    callback_id: 'reject-reason',
    private_metadata: ref,
    title: { type: 'plain_text', text: 'Reject this invoice' },
    submit: { type: 'plain_text', text: 'Reject' },
    close: { type: 'plain_text', text: 'Back' },
    blocks: [
      {
        type: 'input',
        block_id: 'reason',
        label: { type: 'plain_text', text: 'Reason' },
        hint: { type: 'plain_text', text: 'Whoever corrects the invoice reads this.' },
        element: {
          type: 'plain_text_input',
          action_id: 'text',
          multiline: true,
          min_length: REASON_MIN,
          max_length: REASON_MAX,
        },
      },
    ],
  };
}
