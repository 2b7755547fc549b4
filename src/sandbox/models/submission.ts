import { char, datetime, integer, longText, many2many, many2one, selection } from '../schema.ts';

/** What the invoice's form shows of approvals, and what is submitted there. */
export const SUBMISSION_MODELS = {
  x_billing_request: {
    x_name: char,
    x_request: char,
    x_move_id: many2one('account.move'),
    x_state: selection,
    x_why: longText,
    x_unusual: longText,
    x_standing: longText,
    x_page: char,
    x_asked_ids: many2many('res.users'),
    x_content: char,
    x_seen: char,
  },
  x_billing_submission: {
    x_name: char,
    x_request_id: many2one('x_billing_request'),
    x_request: char,
    x_move_id: many2one('account.move'),
    x_invoice: integer,
    x_company_id: many2one('res.company'),
    x_outcome: selection,
    x_reason: longText,
    x_about: char,
    x_unusual: longText,
    x_seen: char,
    x_content: char,
    x_state: selection,
    x_answer: longText,
    x_answered_on: datetime,
    create_uid: many2one('res.users'),
    create_date: datetime,
  },
};
