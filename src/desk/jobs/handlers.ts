import { advance } from './advance.ts';
import type { Context } from '../context.ts';
import { anchorHeads } from '../anchor.ts';
import type { Handlers } from '../queue.ts';
import { audit, tellRefusals } from './audit.ts';
import { deadLetter } from './dead-letter.ts';
import { deliver, events, redeliver } from './events.ts';
import { digest } from './digest.ts';
import { mail, type Post } from './mail.ts';
import { notice } from './notice.ts';
import { odoo } from './odoo.ts';
import { question } from './question.ts';
import { record } from './record.ts';
import { resume } from './resume.ts';
import { signInLink } from './sign-in-link.ts';
import { remarks } from './remarks.ts';
import { reminders } from './reminders.ts';
import { slack, type Slack } from './slack.ts';
import { submissions } from './submissions.ts';
import { sweep } from './sweep.ts';
import { teams, type Teams } from './teams.ts';
import { rewake, wake } from './wake.ts';
import { sendWatches, watch } from './watch.ts';

export interface Channels {
  post?: Post | undefined;
  slack?: Slack | undefined;
  teams?: Teams | undefined;
}

/** What each kind of job does. A channel that was switched off since has nothing to do. */
export function handlers(context: Context, channels: Channels): Handlers {
  return {
    record: (data) => record(context, data),
    slack: async (data) => channels.slack && slack(context, channels.slack, data),
    teams: async (data) => channels.teams && teams(context, channels.teams, data),
    odoo: (data) => odoo(context, data),
    submissions: () => submissions(context),
    remarks: () => remarks(context),
    question: async (data) => channels.post && question(context, channels.post, data),
    mail: async (data) => channels.post && mail(context, channels.post, data),
    signInLink: async (data) => channels.post && signInLink(context, channels.post, data),
    wake: (data) => wake(context, data),
    resume: (data) => resume(context, data),
    audit: (data) => audit(context, data),
    advance: (data) => advance(context, data),
    anchor: async () => {
      await tellRefusals(context);
      await anchorHeads(context);
    },
    sweep: () => sweep(context),
    watches: () => sendWatches(context),
    watch: (data) => watch(context, data),
    notice: (data) => notice(context, channels, data),
    reminders: () => reminders(context),
    digest: () => digest(context),
    rewake: async () => {
      await rewake(context);
      await redeliver(context);
    },
    events: () => events(context),
    deliver: (data) => deliver(context, data),
    deadLetter: (letter) => deadLetter(context, letter),
  };
}
