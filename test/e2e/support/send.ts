import { eventually } from './firm.ts';
import type { World } from './world.ts';

/** Odoo's own Send button, as a clerk presses it. @param methods ways chosen in its dialog; the customer's where left out */
export async function sendByHand(world: World, id: number, methods?: string[]): Promise<void> {
  const context = { active_model: 'account.move', active_ids: [id] };
  const clerk = world.as('clerk');
  const values = { move_id: id, ...(methods && { sending_methods: methods }) };
  const [wizard] = [await clerk.call('account.move.send.wizard', 'create', [values], { context })].flat();
  await clerk.call('account.move.send.wizard', 'action_send_and_print', [[wizard]], { context });
}

/** The add-on's scheduled action that closes cases of invoices that have left, run now. */
export const closeSent = (world: World): Promise<void> => runJob(world, 'cron_close_sent');

/** The one that opens cases of invoices that came back. */
export const findReturned = (world: World): Promise<void> => runJob(world, 'cron_came_back');

async function runJob(world: World, name: string): Promise<void> {
  const cron = await world.xmlId(`billing_automation.${name}`);
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
