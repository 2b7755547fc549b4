import type { Anchor } from '../../approvals/record/chain.ts';
import { verify } from '../../approvals/record/verify.ts';
import { readDecisions, readLinks } from '../../odoo/audit.ts';
import { alarms } from '../../odoo/controls.ts';
import { readOnly } from '../../odoo/read-only.ts';
import { anchorsOfDesk, anchorsOfFile, decisionsOfDesk } from '../audit/anchors.ts';
import type { AuditReport } from '../audit/report.ts';
import type { Place } from '../place.ts';

export interface VerifyOptions {
  /** The desk's file of anchors; its database is asked where it is known. */
  anchors?: string;
}

/** Walks the record of every invoice in Odoo, as its administrator, who alone sees all of it and the rules. Only reads. */
export async function verifyAudit(place: Place, options: VerifyOptions): Promise<AuditReport> {
  const api = readOnly(place.odoo());
  const unchecked: string[] = [];
  // First: what is anchored is in Odoo by then.
  const anchors = await anchorsOf(place, options, unchecked);
  const [links, decisions] = [await readLinks(api), await readDecisions(api)];
  const database = place.settings.get('DESK_DATABASE_URL');
  // Last: what is on its way to Odoo is known to the desk before.
  const desk = database ? await decisionsOfDesk(database) : undefined;
  return { ...verify(links, anchors, decisions, desk), alarms: await alarms(api), unchecked };
}

async function anchorsOf(
  { settings }: Place,
  { anchors: file }: VerifyOptions,
  unchecked: string[],
): Promise<Anchor[]> {
  const database = settings.get('DESK_DATABASE_URL');
  if (!file && !database) {
    unchecked.push(
      'No anchors were given (--anchors, or DESK_DATABASE_URL): a record cut off at its end, or computed anew, would not be seen.',
    );
  }
  return [...(file ? await anchorsOfFile(file) : []), ...(database ? await anchorsOfDesk(database) : [])];
}
