import type { Expectation } from '../expectation.ts';
import { mailExpectations } from './channels/mail.ts';
import { slackExpectations } from './channels/slack.ts';
import { teamsExpectations } from './channels/teams.ts';
import { deskExpectations } from './desk/index.ts';
import { n8nExpectations } from './n8n/index.ts';
import { odooExpectations } from './odoo/index.ts';
import { settingsExpectations } from './settings.ts';

/** Everything that ought to be so, in the order it is made so. */
export const expectations = async (): Promise<Expectation[]> => [
  ...settingsExpectations,
  ...odooExpectations,
  ...deskExpectations,
  ...mailExpectations,
  ...slackExpectations,
  ...teamsExpectations(),
  ...(await n8nExpectations()),
];
