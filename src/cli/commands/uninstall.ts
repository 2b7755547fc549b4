import { ROBOT_ROLES } from '../../odoo/robots.ts';
import { removeRobot, uninstallAddon } from '../../odoo/uninstall.ts';
import { archiveFaults } from '../archive.ts';
import { robotLogin } from '../expect/odoo/robots.ts';
import { find } from '../expect/n8n/find.ts';
import { shippedWorkflows } from '../n8n/shipped.ts';
import type { Place } from '../place.ts';
import { Refused } from '../refused.ts';
import { odooOf, wholeRecord, withoutDesk } from './export.ts';

/**
 * Takes the product out of n8n and Odoo again. Nothing is touched before the export is found whole and nothing has been
 * decided since; invoices stay as they are.
 *
 * @throws Refused
 */
export async function uninstall(place: Place, folder: string, say: (line: string) => void): Promise<void> {
  await deskMustRest(place);
  const faults = await archiveFaults(folder, await wholeRecord(place), odooOf(place));
  if (faults.length) {
    throw new Refused(
      `The record in ${folder} is not what Odoo holds now, and uninstalling would destroy what is not in it:\n${faults.join('\n')}`,
      'Run `odoo-billing export` into a new folder, keep it where records are kept, and name it here.',
    );
  }
  await confirm(place);
  await unpublish(place, say);
  const version = await uninstallAddon(place.odoo());
  say(version ? `Removed the add-on ${version} from Odoo.` : 'The add-on was not installed.');
  for (const role of ROBOT_ROLES) {
    const login = robotLogin(place.settings, role);
    const fate = await removeRobot(place.odoo(), login);
    if (fate === 'removed') say(`Removed the user "${login}".`);
    if (fate === 'archived') say(`Archived the user "${login}": invoices name it as who drafted them.`);
  }
  const desk = withoutDesk(place);
  say('The record in the export is the only one of Odoo’s now. The package in n8n can be removed.');
  say(desk ?? 'The desk’s record is in it too: its database can be removed.');
}

/** A desk at work would go on taking decisions that nothing can record any more. */
async function deskMustRest({ settings }: Place): Promise<void> {
  const url = settings.get('DESK_PUBLIC_URL');
  if (!url) return;
  const answer = await fetch(`${url.replace(/\/+$/, '')}/livez`, { signal: AbortSignal.timeout(5_000) }).catch(
    () => undefined,
  );
  if (answer?.ok) {
    throw new Refused(
      `The desk still runs at ${url}, and would take decisions nobody could record.`,
      'Stop it, export, then uninstall.',
    );
  }
}

async function confirm({ ask, settings }: Place): Promise<void> {
  const database = settings.need('ODOO_DATABASE');
  if (!ask) return;
  const typed = await ask.text(
    `This removes guard, ledger, cases and decisions from Odoo. Type the database's name (${database})`,
  );
  if (typed !== database) throw new Refused('Not confirmed: nothing was changed.', 'Type the name to go on.');
}

/** n8n's workflows stay, for whoever wants to read them, but nothing starts them any more. */
async function unpublish(place: Place, say: (line: string) => void): Promise<void> {
  if (!place.settings.get('N8N_URL') || !place.settings.get('N8N_API_KEY')) return;
  for (const [name, shipped] of await shippedWorkflows()) {
    const there = await find(place.n8n(), name, shipped);
    if (!there?.active) continue;
    await place.n8n().unpublish(there.id);
    say(`Unpublished "${there.name}" in n8n.`);
  }
}
