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
        'Login of the robot that reads and drafts. It needs the group "Billing robot: drafts (n8n)" and no other.',
    },
    {
      displayName: 'Password or API Key',
      name: 'password',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description: 'The robot’s API key (Preferences → Account Security in Odoo), or its password',
    },
  ];
}
