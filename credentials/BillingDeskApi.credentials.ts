import type {
  IAuthenticateGeneric,
  Icon,
  ICredentialTestRequest,
  ICredentialType,
  INodeProperties,
} from 'n8n-workflow';

export class BillingDeskApi implements ICredentialType {
  name = 'billingDeskApi';

  displayName = 'Billing Desk API';

  icon: Icon = { light: 'file:../icons/billingApproval.svg', dark: 'file:../icons/billingApproval.dark.svg' };

  documentationUrl = 'https://www.npmjs.com/package/n8n-nodes-odoo-billing';

  properties: INodeProperties[] = [
    {
      displayName: 'URL',
      name: 'url',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'https://billing-desk.example.com',
      description: 'Address of the approval desk',
    },
    {
      displayName: 'Token',
      name: 'token',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description: 'The token the desk was started with for n8n',
    },
  ];

  authenticate: IAuthenticateGeneric = {
    type: 'generic',
    properties: { headers: { Authorization: '=Bearer {{ $credentials.token }}' } },
  };

  test: ICredentialTestRequest = {
    request: { baseURL: '={{ $credentials.url }}', url: '/api/subscriptions' },
  };
}
