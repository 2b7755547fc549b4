import type { Context } from '../context.ts';
import { sendDigest } from '../digest.ts';
import { failedKey } from './dead-letter.ts';

/** One that waits since before the setting was taken out has nothing to do. */
export async function digest(context: Context): Promise<void> {
  if (!context.watching || context.digestTo.length === 0) return;
  await sendDigest(context);
  const keys = [failedKey('digest', {})];
  await context.odoo.closeCases(['desk.job-failed'], [], 'Solved: the digest could be made again.', { keys });
}
