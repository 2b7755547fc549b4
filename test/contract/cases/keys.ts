import { describe, expect } from 'vitest';
import type { OdooAccess } from '../../../src/odoo/api.ts';
import { connectOdoo } from '../../../src/odoo/connect.ts';
import { connectJson2 } from '../../../src/odoo/json2.ts';
import { expiryWarning, keyExpiry } from '../../../src/odoo/key-expiry.ts';
import { connectXmlRpc } from '../../../src/odoo/xmlrpc.ts';
import type { Place, PlaceTest } from '../place.ts';

const DAY = 24;

/** Need no key for anything else. */
const CLERK = 'sam.okafor@northlight.example';
const LENDER = 'ada.brooks@northlight.example';
const BORROWER = 'ben.carter@northlight.example';

const WAYS = [
  ['JSON-2', connectJson2],
  ['XML-RPC', connectXmlRpc],
  ['whatever is offered', connectOdoo],
] as const;

export function keys(test: PlaceTest): void {
  const access = async (place: Place, name: string, hours: number, user = LENDER): Promise<OdooAccess> => ({
    ...place.at,
    login: user,
    password: await place.makeKey(user, name, hours),
  });

  describe('API keys', () => {
    test('a key goes by JSON-2, a password by XML-RPC, and both see the same', async ({ place }) => {
      const api = connectOdoo(await access(place, 'Used', 60 * DAY));
      const password = place.firm.users.find(({ login }) => login === LENDER)?.password ?? '';
      const byPassword = connectOdoo({ ...place.at, login: LENDER, password });
      expect([await api.protocol(), await byPassword.protocol()]).toEqual(['json-2', 'xml-rpc']);
      expect(await api.version()).toBe(await byPassword.version());
      const me = (each: typeof api) => each.searchRead('res.users', [['login', '=', LENDER]], { fields: ['name'] });
      expect(await me(api)).toEqual(await me(byPassword));
    });

    test('a key about to expire is seen, and those that have expired are not', async ({ place }) => {
      const now = place.now();
      const given = await access(place, 'This month', 10 * DAY, CLERK);
      await place.makeKey(CLERK, 'Last month', -1);
      const expiry = await keyExpiry(connectOdoo(given), given, now);
      expect(expiry).toMatchObject({ login: CLERK, key: 'This month' });
      expect(expiryWarning(expiry, now)).toMatch(
        /^The API key "This month" of "sam.okafor@.* runs out on .*\((9|10) days left\)/,
      );
      expect(expiryWarning(expiry, now, 7)).toBeUndefined();
    });

    for (const [way, connect] of WAYS) {
      test(`a key that has expired says so, by ${way}`, async ({ place }) => {
        const count = connect(await access(place, 'Expired', -1), { retries: 0 }).searchCount('res.users', []);
        await expect(count).rejects.toMatchObject({
          code: 'login',
          message: expect.stringMatching(/API key of "ada.brooks@.*it has expired or was revoked/),
          mend: expect.stringMatching(/Make a new key as "ada.brooks@/),
        });
      });

      test(`a key is nobody else's, by ${way}`, async ({ place }) => {
        const given = { ...(await access(place, 'Lent', DAY)), login: BORROWER };
        const count = connect(given, { retries: 0 }).searchCount('res.users', []);
        await expect(count).rejects.toMatchObject({ code: 'login', message: expect.stringContaining('API key') });
      });

      test(`another database is named, by ${way}`, async ({ place }) => {
        const given = { ...(await access(place, 'Elsewhere', DAY)), database: 'nowhere' };
        const count = connect(given, { retries: 0 }).searchCount('res.users', []);
        await expect(count).rejects.toMatchObject({ code: 'database', message: expect.stringContaining('"nowhere"') });
      });
    }
  });
}
