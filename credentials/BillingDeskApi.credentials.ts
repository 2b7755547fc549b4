import type { IAuthenticateGeneric, Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

/** Tested by the nodes: the desk has nothing to hand out to somebody who only asks whether the token is right. */
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
      description: 'The desk’s own DESK_API_TOKEN',
    },
  ];

  authenticate: IAuthenticateGeneric = {
    type: 'generic',
    properties: { headers: { Authorization: '=Bearer {{ $credentials.token }}' } },
  };
}
