const ASK = 'Ask';
const main = (...targets: string[]) => ({
  main: targets.map((node) => [{ node, type: 'main' as const, index: 0 }]),
});
const noOp = (name: string) => ({
  id: name,
  name,
  type: 'n8n-nodes-base.noOp',
  typeVersion: 1,
  position: [600, 0],
  parameters: {},
});
/** A workflow that asks for a decision on an invoice, waits for it, and goes on at _Approved_ or _Not Approved_. */
export const askAndWait = (invoiceId: number, approvers: string, limit: object) => ({
  name: `Wait for ${String(invoiceId)}`,
  nodes: [
    { ...noOp('Start'), type: 'n8n-nodes-base.manualTrigger' },
    {
      ...noOp(ASK),
      type: 'n8n-nodes-odoo-billing.billingApproval',
      parameters: {
        resource: 'request',
        operation: 'createAndWait',
        invoiceId: String(invoiceId),
        approvers,
        ...limit,
      },
    },
    noOp('Not Approved'),
    noOp('Approved'),
  ],
  connections: { Start: main(ASK), [ASK]: main('Not Approved', 'Approved') },
});
