import { contentHash } from '../../src/approvals/content.ts';
import type { Member } from '../../src/approvals/people.ts';
import type { RiskFacts } from '../../src/approvals/policy/facts.ts';
import type { Policy } from '../../src/approvals/policy/schema.ts';
import type { ApprovalOdoo, RemarkedPolicy, UnreadablePolicy, UnreviewedPolicy } from '../../src/approvals/ports.ts';
import type { ShownInOdoo, Submission, SubmissionKind, SubmissionState } from '../../src/approvals/submission.ts';
import type {
  BillingOdoo,
  Decision,
  DeskEvent,
  DraftEdit,
  DraftEdited,
  InvoiceFacts,
  Link,
  Person,
  RecordedDecision,
} from '../../src/billing/ports.ts';
import { OdooError } from '../../src/odoo/errors.ts';
import type { CaseDraft } from '../../src/rules/verdict.ts';

/** The part of Odoo the desk asks for, in memory, refusing what the add-on refuses. */
export class FakeOdoo {
  readonly people: Person[] = [
    { userId: 5, name: 'Ann Approver', email: 'ann@firm.test', mayApprove: true, companyIds: [1] },
    { userId: 6, name: 'Bob Boss', email: 'bob@firm.test', mayApprove: true, companyIds: [1] },
    { userId: 7, name: 'Paul Preparer', email: 'paul@firm.test', mayApprove: true, companyIds: [1] },
    { userId: 8, name: 'Clara Clerk', email: 'clara@firm.test', mayApprove: false, companyIds: [1] },
    { userId: 9, name: 'Dora Distant', email: 'dora@firm.test', mayApprove: true, companyIds: [2] },
  ];
  readonly invoices = new Map<number, InvoiceFacts>();
  readonly decisions: (Decision & { id: number })[] = [];
  readonly cases = new Map<string, CaseDraft>();
  readonly events: DeskEvent[] = [];
  /** Writes the next event and then loses the answer on the way. */
  loseNextEvent = false;
  /** The last link of each invoice's record. */
  readonly heads = new Map<number, Link>();
  /** Who changed what, as the record tells it. */
  readonly edits = new Map<number, string[]>();
  down = false;
  unreviewed: UnreviewedPolicy[] = [];
  remarks: RemarkedPolicy[] = [];
  /** Everything waits for it: an Odoo that takes its time. */
  busy: Promise<unknown> | undefined;
  /** Invoices the desk's user may not read: of a company taken from it. */
  readonly shut = new Set<number>();
  /** What was done to drafts at the desk. */
  readonly edited: DraftEdit[] = [];
  /** Odoo's words against the next change of a draft, or what fails there. */
  refuseEdit: string | Error = '';
  /** Fails whatever is asked. */
  trouble: OdooError | undefined;
  /** Makes the next change of a draft and then loses the answer on the way. */
  loseNextEdit = false;
  /** Records the next decision and then loses the answer on the way. */
  loseNextAnswer = false;

  add(id: number, change: Partial<InvoiceFacts> = {}): InvoiceFacts {
    const facts = { ...invoice(id), ...change };
    this.invoices.set(id, facts);
    return facts;
  }

  edit(id: number, change: Partial<InvoiceFacts>): void {
    const facts = this.#get(id);
    this.invoices.set(id, { ...facts, ...change });
  }

  /** Versions of the approval policy in force, and those that can't be used. */
  readonly policies: Policy[] = [];
  readonly unreadable: UnreadablePolicy[] = [];
  /** What a policy asks about each invoice. */
  risk: Partial<RiskFacts> = {};
  refuseStraight = false;
  /** What people are and where, besides what `people` says: by user id. */
  readonly about = new Map<number, Partial<Member>>();

  /** What the invoice's form shows of each request, and what was submitted there. */
  readonly shown = new Map<string, ShownInOdoo>();
  readonly submitted: (Submission & { state: 'waiting' | SubmissionState; answer: string })[] = [];
  /** Where Odoo hints at the next one. */
  hintAt = '';
  /** Answers the next submission and then loses the answer on the way. */
  loseNextSubmission = false;

  /** Somebody presses a button of the form, having seen what it shows. */
  submit(requestId: string, userId: number, kind: SubmissionKind, change: Partial<Submission> = {}): number {
    const id = this.submitted.length + 1;
    const seen = this.shown.get(requestId)?.seen ?? '';
    const name = this.people.find((one) => one.userId === userId)?.name ?? '';
    const reason = kind === 'rejected' ? 'The rate is wrong.' : '';
    const what = { id, requestId, userId, name, kind, reason, to: 0, question: '', seen, ...change };
    this.submitted.push({ ...what, state: 'waiting', answer: '' });
    return id;
  }

  approvals(): ApprovalOdoo {
    return {
      showRequest: async (shown) => this.#answer(() => void this.shown.set(shown.requestId, shown)),
      submissions: async (hintAt) =>
        this.#answer(() => {
          this.hintAt = hintAt;
          return this.submitted.filter(({ state }) => state === 'waiting');
        }),
      answerSubmission: async (id, state, answer) =>
        this.#answer(() => {
          if (this.loseNextSubmission) {
            this.loseNextSubmission = false;
            throw new OdooError('timeout', 'No answer in time.', 'Look in Odoo whether it happened.');
          }
          const one = this.submitted.find((each) => each.id === id && each.state === 'waiting');
          if (one) Object.assign(one, { state, answer });
        }),
      policies: async () => this.#answer(() => ({ policies: this.policies, unreadable: this.unreadable })),
      unreviewed: async () => this.#answer(() => this.unreviewed),
      remark: async (remarks) =>
        this.#answer(() => {
          this.remarks.push(...remarks);
          this.unreviewed = this.unreviewed.filter(({ id }) => !remarks.some((one) => one.id === id));
        }),
      riskFacts: async (invoice) => this.#answer(() => ({ ...riskOf(invoice), ...this.risk })),
      recordStraightThrough: async (told) =>
        this.#answer(() => {
          const { policy, row, ...decision } = told;
          const known = this.decisions.find(({ key }) => key === told.key);
          if (known) return { id: known.id, created: false, robotId: 2 };
          if (this.refuseStraight || !this.policies.some(({ version }) => version === policy.version)) {
            throw new OdooError('refused', `${policy.name} does not decide today.`, 'Ask again.');
          }
          const id = this.decisions.length + 100;
          const person = { userId: 2, name: row, email: '' };
          this.decisions.push({ ...decision, id, outcome: 'approved', person, channel: 'odoo' });
          return { id, created: true, robotId: 2, link: this.#link(told.invoiceId, told.key) };
        }),
      members: async () =>
        this.#answer(() => this.people.map((person) => ({ ...member(person), ...this.about.get(person.userId) }))),
    };
  }

  port(): BillingOdoo {
    const port: Partial<BillingOdoo> = {
      invoice: async (id) => this.#answer(() => ({ ...this.#get(id), decisions: this.#decisionsOn(id) })),
      personByEmail: async (email) =>
        this.#answer(() => {
          const found = this.people.filter((person) => person.email === email.toLowerCase());
          return found.length === 1 ? found[0] : undefined;
        }),
      recordDecision: async (decision) => this.#answer(() => this.#record(decision)),
      editDraft: async (edit) => this.#answer(() => this.#editDraft(edit)),
      recordEvent: async (event) => this.#answer(() => this.#told(event)),
      edits: async (id) => this.#answer(() => this.edits.get(id) ?? []),
      heads: async () => this.#answer(() => [...this.heads.values()]),
      closeCases: async (_codes, stillOpen, _note, lookedAt) =>
        this.#answer(
          () => (lookedAt?.keys ?? []).filter((key) => !stillOpen.includes(key) && this.cases.delete(key)).length,
        ),
      openCases: async (cases) =>
        this.#answer(() =>
          cases.map((found, index) => {
            const status = this.cases.has(found.key) ? ('updated' as const) : ('opened' as const);
            this.cases.set(found.key, found);
            return { key: found.key, id: index + 1, status };
          }),
        ),
    };
    return port as BillingOdoo;
  }

  #answer<T>(work: () => T): T | Promise<T> {
    const { busy } = this;
    return busy ? busy.then(() => this.#now(work)) : this.#now(work);
  }

  #now<T>(work: () => T): T {
    if (this.trouble) throw this.trouble;
    if (this.down) throw new OdooError('unreachable', 'Odoo refuses connections.', 'Start Odoo.');
    return work();
  }

  #decisionsOn(id: number): InvoiceFacts['decisions'] {
    const { content, decisions } = this.#get(id);
    const recorded = this.decisions
      .filter(({ invoiceId }) => invoiceId === id)
      .map((each) => ({
        outcome: each.outcome,
        by: each.person.name,
        at: each.at,
        channel: each.channel,
        reason: each.reason,
        current: each.content === content,
      }));
    return [...decisions, ...recorded];
  }

  #get(id: number): InvoiceFacts {
    if (this.shut.has(id)) throw new OdooError('access', `No access to #${id}.`, 'Give the desk the company.');
    const facts = this.invoices.get(id);
    if (!facts) throw new OdooError('refused', `Invoice #${id} is not in Odoo.`, 'It was deleted.');
    return facts;
  }

  #editDraft(edit: DraftEdit): DraftEdited {
    const name = this.people.find(({ userId }) => userId === edit.personId)?.name ?? '';
    const said = `${edit.kind} by ${name}, ${edit.reason}.`;
    if (this.edited.some((one) => JSON.stringify(one) === JSON.stringify(edit)))
      return { status: 'already-done', said };
    const facts = this.#get(edit.invoiceId);
    const refuse = (message: string) => new OdooError('refused', message, 'Look at it again.');
    const refused = this.refuseEdit;
    this.refuseEdit = '';
    if (refused) throw typeof refused === 'string' ? refuse(refused) : refused;
    if (contentHash(facts.content) !== edit.seen) throw refuse(`${facts.name} changed since it was shown to you.`);
    this.edited.push(edit);
    this.edit(edit.invoiceId, { content: `${facts.content}, ${said}`, total: '13000.00' });
    this.edits.set(edit.invoiceId, [said]);
    if (!this.loseNextEdit) return { status: 'done', said };
    this.loseNextEdit = false;
    throw new OdooError('timeout', 'No answer in time.', 'Look in Odoo whether it happened.');
  }

  #told(event: DeskEvent): Link {
    this.#get(event.invoiceId);
    const known = this.events.find(({ key }) => key === event.key);
    if (known) return this.heads.get(event.invoiceId) as Link;
    this.events.push(event);
    const link = this.#link(event.invoiceId, event.key);
    if (!this.loseNextEvent) return link;
    this.loseNextEvent = false;
    throw new OdooError('timeout', 'No answer in time.', 'Look in Odoo whether it happened.');
  }

  #link(invoiceId: number, key: string): Link {
    const link = { invoiceId, number: (this.heads.get(invoiceId)?.number ?? 0) + 1, hash: `hash of ${key}` };
    this.heads.set(invoiceId, link);
    return link;
  }

  #record(decision: Decision): RecordedDecision {
    const known = this.decisions.find(({ key }) => key === decision.key);
    if (known) return { id: known.id, created: false };
    const facts = this.#get(decision.invoiceId);
    const person = this.people.find(({ userId }) => userId === decision.person.userId);
    const refuse = (message: string) => new OdooError('refused', message, 'Ask again.');
    if (!person?.mayApprove) throw refuse(`${decision.person.name} may not approve invoices.`);
    if (facts.preparers.some(({ userId }) => userId === person.userId)) throw refuse('had a hand in it');
    if (facts.state !== 'draft') throw refuse('no longer a draft');
    if (facts.content !== decision.content) throw refuse('The invoice changed since it was shown.');
    if (decision.outcome !== 'rejected' && facts.unsaid?.length) throw refuse('Say what becomes of the rest.');
    const id = this.decisions.length + 100;
    this.decisions.push({ ...decision, id });
    const link = this.#link(decision.invoiceId, decision.key);
    if (this.loseNextAnswer) {
      this.loseNextAnswer = false;
      throw new OdooError('timeout', 'No answer in time.', 'Look in Odoo whether it happened.');
    }
    return { id, created: true, link };
  }
}

const riskOf = (invoice: InvoiceFacts): RiskFacts => ({
  amount: { value: { amount: invoice.untaxed, currency: { code: invoice.currency, digits: 2 } } },
  margin: { value: '40' },
  marginVariance: { value: '0' },
  changes: { value: [] },
  findings: { value: [...(invoice.unsaid ?? []), ...invoice.findings] },
  contractTypes: { value: ['time-and-materials'] },
  newCustomer: { value: false },
  customers: { value: [invoice.customer] },
  company: { value: invoice.company },
});

const OFFICE = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '09:00', to: '17:00' }));

const member = (person: Person): Member => ({
  ...person,
  roles: [],
  groups: [],
  calendar: { zone: 'Europe/Brussels', hours: OFFICE, closed: [] },
  leaves: [],
  delegations: [],
});

/** A believable draft: two people's time, one expense, something unusual. */
export function invoice(id: number): InvoiceFacts {
  const time = (date: string, person: string, description: string, hours: string, worth: string) => ({
    entry: `account.analytic.line,${date}${person}`,
    date,
    description,
    quantity: hours,
    unit: 'h',
    person,
    rule: 'time.approved-only',
    reason: 'Approved by Petra Lead on 1 April.',
    arithmetic: `${hours} h × ${worth} EUR`,
  });
  return {
    id,
    name: `Draft #${id}`,
    state: 'draft',
    moveType: 'out_invoice',
    company: { id: 1, name: 'Northwind Services' },
    customer: { id: 30, name: 'Brandt & Söhne Maschinenbau GmbH' },
    currency: 'EUR',
    untaxed: '11842.50',
    tax: '2250.08',
    total: '14092.58',
    origin: 'S00042',
    reference: 'PO-7741',
    period: 'March 2026',
    invoiceDate: '2026-04-02',
    lines: [
      {
        id: 1,
        kind: 'section',
        name: 'Data platform migration',
        quantity: '0',
        unit: '',
        priceUnit: '0',
        discount: '0',
        subtotal: '0',
        taxes: [],
        parts: [],
      },
      {
        id: 2,
        kind: 'product',
        name: 'Senior consulting\nData platform migration, March 2026',
        product: { id: 11, name: 'Senior consulting' },
        quantity: '62.50',
        unit: 'Hours',
        priceUnit: '145.00',
        discount: '0.0',
        subtotal: '9062.50',
        taxes: ['19% VAT'],
        parts: [
          time(
            '2026-03-04',
            'Mia Torres',
            'Cutover rehearsal with the plant in Kassel',
            '32.5',
            '145.00 EUR = 4,712.50',
          ),
          time('2026-03-18', 'Jonas Weber', 'Reconciliation of stock movements', '30', '145.00 EUR = 4,350.00'),
        ],
      },
      {
        id: 3,
        kind: 'product',
        name: 'Project management',
        product: { id: 12, name: 'Project management' },
        quantity: '18.00',
        unit: 'Hours',
        priceUnit: '160.00',
        discount: '10.0',
        subtotal: '2592.00',
        taxes: ['19% VAT'],
        parts: [
          time('2026-03-11', 'Mia Torres', 'Steering committee, status and risks', '18', '160.00 EUR = 2,880.00'),
        ],
      },
      {
        id: 4,
        kind: 'product',
        name: 'Train Berlin – Kassel, 2nd class',
        product: { id: 13, name: 'Travel' },
        quantity: '1.00',
        unit: 'Units',
        priceUnit: '188.00',
        discount: '0.0',
        subtotal: '188.00',
        taxes: ['19% VAT'],
        parts: [],
      },
      {
        id: 5,
        kind: 'note',
        name: 'Travel is charged at cost, as agreed.',
        quantity: '0',
        unit: '',
        priceUnit: '0',
        discount: '0',
        subtotal: '0',
        taxes: [],
        parts: [],
      },
    ],
    findings: [
      { code: 'total.unusual', message: 'The total is 2.4 times what this order was billed on average.' },
      { code: 'supplementary', message: 'A second invoice for March: S00042 was billed for that month already.' },
    ],
    decisions: [],
    preparers: [{ userId: 7, name: 'Paul Preparer', email: 'paul@firm.test' }],
    content: `invoice ${id} as first drafted`,
    url: `http://odoo.test/odoo/customer-invoices/${id}`,
  };
}
