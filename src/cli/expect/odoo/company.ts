import type { OdooApi, Row } from '../../../odoo/api.ts';
import type { Expectation } from '../../expectation.ts';
import { advice, missing, ok } from '../../expectation.ts';

const FIELDS = ['name', 'currency_id', 'chart_template', 'account_fiscal_country_id', 'account_sale_tax_id', 'email'];

/** What a company lacks before it can send an invoice. */
async function gapsOf(odoo: OdooApi, company: Row): Promise<string[]> {
  const journals = await odoo.searchCount('account.journal', [
    ['type', '=', 'sale'],
    ['company_id', '=', company.id],
  ]);
  const gaps: [boolean, string][] = [
    [!company.chart_template, 'a chart of accounts (Invoicing → Configuration → Settings → Fiscal Localization)'],
    [!company.account_fiscal_country_id, 'a fiscal country (Invoicing → Configuration → Settings → Taxes)'],
    [!journals, 'a sales journal (Invoicing → Configuration → Journals)'],
  ];
  return gaps.filter(([gap]) => gap).map(([, what]) => what);
}

export const accounting: Expectation = {
  id: 'odoo.accounting',
  title: 'Every company can make invoices',
  needs: ['odoo.addon'],
  async look({ odoo }) {
    const companies = await odoo().searchRead('res.company', [], { fields: FIELDS });
    const gaps: string[] = [];
    for (const company of companies)
      for (const gap of await gapsOf(odoo(), company)) gaps.push(`${String(company.name)} lacks ${gap}`);
    if (gaps.length) return missing(`${gaps.join('.\n')}.`, 'Set it in Odoo as named: it is a decision of accounting.');
    return ok(
      `${companies.length === 1 ? 'One company' : `${companies.length} companies`}, each with chart, country and sales journal`,
    );
  },
};

export const taxes: Expectation = {
  id: 'odoo.taxes',
  title: 'Every company has a sales tax that is proposed',
  needs: ['odoo.accounting'],
  async look({ odoo }) {
    const companies = await odoo().searchRead('res.company', [['account_sale_tax_id', '=', false]], {
      fields: ['name'],
    });
    if (!companies.length) return ok('A default sales tax is set');
    const names = companies.map(({ name }) => String(name)).join(', ');
    return advice(
      `No default sales tax: ${names}.`,
      'Set one under Invoicing → Configuration → Settings → Taxes, unless none is due.',
    );
  },
};

export const units: Expectation = {
  id: 'odoo.units',
  title: 'Time is kept in hours or days, and quantities to two digits at least',
  needs: ['odoo.addon'],
  async look({ odoo }) {
    const [precision] = await odoo().searchRead('decimal.precision', [['name', '=', 'Product Unit']], {
      fields: ['digits'],
    });
    const digits = Number(precision?.digits ?? 2);
    if (digits < 2) {
      return missing(
        `Quantities are rounded to ${digits} digits: 20 minutes would vanish from an invoice.`,
        'Set Settings → Technical → Decimal Accuracy → Product Unit to 2 or more.',
      );
    }
    const companies = await odoo().searchRead('res.company', [], {
      fields: ['name', 'timesheet_encode_uom_id'],
      names: true,
    });
    const units = new Set(companies.map(({ timesheet_encode_uom_id: unit }) => String((unit as [number, string])[1])));
    return ok(`Time is entered in ${[...units].join(' and ')}; quantities have ${digits} digits`);
  },
};

export const mailServer: Expectation = {
  id: 'odoo.mail-server',
  title: 'Odoo can send mail',
  needs: ['odoo.reachable'],
  async look({ odoo }) {
    const servers = await odoo().searchCount('ir.mail_server', []);
    if (servers) return ok(servers === 1 ? 'One outgoing mail server' : `${servers} outgoing mail servers`);
    return advice(
      'No outgoing mail server is set in Odoo: approved invoices can be posted but not mailed.',
      'Add one under Settings → Technical → Outgoing Mail Servers, unless the server has one in its own configuration.',
    );
  },
};
