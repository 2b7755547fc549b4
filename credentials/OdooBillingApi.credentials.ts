import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

/** Tested by the nodes, which can say what is wrong and how to mend it. */
export class OdooBillingApi implements ICredentialType {
  name = 'odooBillingApi';

  displayName = 'Odoo Billing API';

  icon: Icon = { light: 'file:../icons/odooBilling.svg', dark: 'file:../icons/odooBilling.dark.svg' };

  documentationUrl = 'https://www.odoo.com/documentation/19.0/developer/reference/external_api.html';

  properties: INodeProperties[] = [
    {
      displayName: 'URL',
      name: 'url',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'https://odoo.example.com',
      description: 'Address of Odoo, without a path',
    },
    {
      displayName: 'Database',
      name: 'database',
      type: 'string',
      default: '',
      required: true,
      description: 'Name of the database, as the login page or the database manager shows it',
    },
    {
      displayName: 'Login',
      name: 'login',
      type: 'string',
      default: '',
      required: true,
      description:
        'Login of the robot that reads and drafts. It needs the group "Billing robot: drafts (n8n)" and no other; for the node Billing Watch alone, "Billing robot: watches (cases)" is enough.',
    },
    {
      displayName: 'Password or API Key',
      name: 'password',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description:
        'The robot’s API key (My Preferences → Security → Add API Key in Odoo), or its password. A key lives for three months at most.',
    },
    {
      displayName: 'Protocol',
      name: 'protocol',
      type: 'options',
      default: 'auto',
      options: [
        {
          name: 'Automatic',
          value: 'auto',
          description: 'JSON-2 where an API key is given and Odoo offers it (19 and later), else XML-RPC',
        },
        { name: 'JSON-2', value: 'json-2', description: 'Fast; takes an API key only' },
        { name: 'XML-RPC', value: 'xml-rpc', description: 'Takes a password or an API key; ends with Odoo 22' },
      ],
      description: 'How Odoo is spoken to',
    },
  ];
}
