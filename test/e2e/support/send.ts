import { eventually } from './firm.ts';
import type { World } from './world.ts';

const chosen = (ids: number[]) => ({ context: { active_model: 'account.move', active_ids: ids } });

/** Odoo's own Send dialog, confirmed and not yet carried out. @param methods ways chosen in it; the customer's where left out */
export async function openSend(world: World, id: number, methods?: string[]): Promise<{ send(): Promise<unknown> }> {
  const clerk = world.as('clerk');
  const values = { move_id: id, ...(methods && { sending_methods: methods }) };
  const [dialog] = [await clerk.call('account.move.send.wizard', 'create', [values], chosen([id]))].flat();
  return { send: () => clerk.call('account.move.send.wizard', 'action_send_and_print', [[dialog]], chosen([id])) };
}

/** Odoo's own Send button, as a clerk presses it. */
export async function sendByHand(world: World, id: number, methods?: string[]): Promise<void> {
  await (await openSend(world, id, methods)).send();
}

/** Several chosen in the list, and Send: Odoo sends them in the background, which is run now. */
export async function sendTogether(world: World, ids: number[]): Promise<void> {
  const clerk = world.as('clerk');
  const model = 'account.move.send.batch.wizard';
  const [dialog] = [await clerk.call(model, 'create', [{}], chosen(ids))].flat();
  await clerk.call(model, 'action_send_and_print', [[dialog]], chosen(ids));
  await sendInBackground(world);
}

/** What waits for Odoo to send it in the background: by its job for invoices, which leaves the mails to the job for mails. */
export async function sendInBackground(world: World): Promise<void> {
  await runJob(world, 'account.ir_cron_account_move_send');
  await runJob(world, 'mail.ir_cron_mail_scheduler_action');
}

/** The add-on's scheduled action that closes cases of invoices that have left, run now. */
export const closeSent = (world: World): Promise<void> => runJob(world, 'billing_automation.cron_close_sent');

/** The one that opens cases of invoices that came back. */
export const findReturned = (world: World): Promise<void> => runJob(world, 'billing_automation.cron_came_back');

async function runJob(world: World, name: string): Promise<void> {
  const cron = await world.xmlId(name);
  // Odoo runs a job once at a time, also for others who ask for it just now.
  await eventually(() =>
    world.admin.call('ir.cron', 'method_direct_trigger', [[cron]]).then(
      () => true,
      (error: Error) => {
        if (error.message.includes('already executing')) return false;
        throw error;
      },
    ),
  );
}
