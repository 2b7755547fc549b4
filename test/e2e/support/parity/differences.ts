/** Fields that are not equal, and why. Everything not named here must be. */
export interface Known {
  name: string;
  /** Of `record.field`, where a record is order, invoice (and its lines), time, milestone or expense. */
  fields: RegExp;
  reason: string;
}

export const DIFFERENCES: Known[] = [
  {
    name: 'author and hour',
    fields: /\.(create|write)_(uid|date)$/,
    reason: 'The billing robot made one, a salesperson with the wizard the other, some seconds apart.',
  },
  {
    name: 'trace',
    fields:
      /^invoice\.x_billing_(key|period|period_to|findings|trace|preparer|service_from|service_to|source_id|versions)$/,
    reason: 'Ours says what it is made of and why: Odoo’s own has nothing to say there.',
  },
  {
    name: 'followers',
    fields: /^invoice\.(message_(follower_ids|partner_ids|is_follower|ids)|audit_trail_message_ids|access_token)$/,
    reason:
      'Whoever makes an invoice follows it, and so does its salesperson. The wizard also mails the salesperson a link, unless they press it themselves; ours does not. Ours also notes the approval.',
  },
  {
    name: 'portal address',
    fields: /^invoice\.access_url$/,
    reason: 'It ends in the number of the record, and each side made its records in its own order.',
  },
];

/** Fields nobody can compare. */
export const NOT_READ: Known[] = [
  { name: 'files', fields: /^binary$/, reason: 'Pictures and files: none of them is the invoice’s own.' },
  {
    name: 'records of the add-on',
    fields: /^x_billing_(part|proposal|decision|audit|credited)_ids$/,
    reason: 'Ledger, decisions and record: the wizard’s invoices have none.',
  },
];
