import type { Channel } from '../billing/ports.ts';

/** How a channel knows who somebody is, where it does not say so itself. */
export const VERIFIED: Record<Channel, string> = {
  slack: "Slack's signature, and the address of the Slack user",
  teams: "Microsoft's token, and the Entra user",
  email: 'link mailed to the person',
  page: 'signed in at the desk',
  odoo: 'signed in to Odoo',
};

export const BY_LINK = VERIFIED.email;
