import { makeKey } from '../../../odoo/keys.ts';
import type { Expectation } from '../../expectation.ts';
import { missing } from '../../expectation.ts';
import type { Place } from '../../place.ts';
import { SettingsError } from '../../settings.ts';
import { KEYS, keyFinding, robotLogin } from '../odoo/robots.ts';
import { ok } from '../../expectation.ts';

interface Shipped {
  name: string;
  type: string;
}

export const ODOO: Shipped = { name: 'Odoo Billing', type: 'odooBillingApi' };
export const DESK: Shipped = { name: 'Billing Desk', type: 'billingDeskApi' };

/** The one of our name, else the only one of its type: a designer may have called it otherwise. */
export async function credentialId({ n8n }: Place, { name, type }: Shipped): Promise<string | undefined> {
  const ofType = (await n8n().credentials()).filter((credential) => credential.type === type);
  const found = ofType.find((credential) => credential.name === name) ?? (ofType.length === 1 ? ofType[0] : undefined);
  return found?.id;
}

/** What a person called otherwise may open another Odoo or desk, and n8n tells nobody which: only our own is written to. */
async function checkOurs({ n8n }: Place, { name, type }: Shipped): Promise<void> {
  const ofType = (await n8n().credentials()).filter((credential) => credential.type === type);
  const [other] = ofType;
  if (!other || ofType.some((credential) => credential.name === name)) return;
  throw new SettingsError(
    `n8n has "${other.name}", which setup did not make and leaves alone.`,
    `If it is meant for this Odoo, call it "${name}" in n8n and run setup again; else make one called "${name}" beside it, with anything in it.`,
  );
}

async function store(place: Place, credential: Shipped, data: object): Promise<void> {
  const id = await credentialId(place, credential);
  if (id) await place.n8n().updateCredential(id, data);
  else await place.n8n().createCredential({ ...credential, data });
}

/** What n8n says when it tries the credential from where it runs. */
async function trouble(place: Place, credential: Shipped): Promise<string | undefined> {
  const id = await credentialId(place, credential);
  return id ? place.n8n().testCredential(id) : `There is no credential "${credential.name}" in n8n.`;
}

export const odooCredential: Expectation = {
  id: 'n8n.odoo-credential',
  title: "n8n opens Odoo with its own robot's key",
  needs: ['n8n.package', 'odoo.robot-drafter'],
  async look(place) {
    const said = await trouble(place, ODOO);
    if (said)
      return missing(
        said,
        'Run setup: it makes a new key and gives it to n8n. ODOO_URL must work from where n8n runs.',
      );
    return keyFinding(place, 'drafter');
  },
  async mend(place) {
    const { odoo, settings } = place;
    await checkOurs(place, ODOO);
    const login = robotLogin(settings, 'drafter');
    const key = await makeKey(odoo(), login, KEYS.drafter, { alone: true });
    await store(place, ODOO, {
      url: settings.need('ODOO_URL'),
      database: settings.need('ODOO_DATABASE'),
      login,
      password: key,
    });
    return `Made an API key for "${login}" and gave it to n8n's credential "${ODOO.name}"; it is written nowhere else.`;
  },
};

export const deskCredential: Expectation = {
  id: 'n8n.desk-credential',
  title: 'n8n opens the desk',
  needs: ['n8n.package', 'desk.token-fits'],
  async look(place) {
    const said = await trouble(place, DESK);
    return said
      ? missing(said, 'Run setup. DESK_PUBLIC_URL must work from where n8n runs.')
      : ok('Tried by n8n itself');
  },
  async mend(place) {
    const { settings } = place;
    await checkOurs(place, DESK);
    await store(place, DESK, { url: settings.need('DESK_PUBLIC_URL'), token: settings.need('DESK_API_TOKEN') });
    return `Gave n8n's credential "${DESK.name}" the desk's address and secret.`;
  },
};
