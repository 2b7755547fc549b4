import type { RemarkedPolicy, UnreviewedPolicy } from '../../approvals/ports.ts';
import { runAction } from '../actions.ts';
import type { OdooApi } from '../api.ts';
import { readWritten } from './read.ts';

/** What is written in since the list was made is told of again. */
export async function unreviewed(api: OdooApi): Promise<UnreviewedPolicy[]> {
  const { policies } = await runAction(api, 'unreviewed_policies', {});
  if (!policies.length) return [];
  const contents = new Map(policies);
  const written = await readWritten(api, [['id', 'in', [...contents.keys()]]]);
  return written.map(({ row, policy, problems }) => {
    const id = row.id as number;
    return { id, content: contents.get(id) ?? '', problems, ...(policy && { policy }) };
  });
}

export async function remark(api: OdooApi, remarks: RemarkedPolicy[]): Promise<void> {
  await runAction(api, 'remark_policies', { remarks: remarks.map(({ id, content, said }) => [id, content, said]) });
}
