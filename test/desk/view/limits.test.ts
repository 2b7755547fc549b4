import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { compose } from '../../../src/desk/mail/compose.ts';
import type { StoredRequest } from '../../../src/desk/store/requests.ts';
import { answerModal, askModal, handOnModal } from '../../../src/desk/slack/modal.ts';
import { callText } from '../../../src/desk/slack/call.ts';
import { message } from '../../../src/desk/slack/message.ts';
import { calling } from '../../../src/desk/teams/call.ts';
import { card, decidedCard, linkCard, saidCard } from '../../../src/desk/teams/card.ts';
import { pick } from '../../../src/desk/view/pick.ts';
import { type RequestView, viewOf } from '../../../src/desk/view/request.ts';
import { sum } from '../../../src/money/decimal.ts';
import { billed, requests } from './invoices.ts';

// Hundreds of generated invoices of three hundred lines take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const REF = '6a6c1e4e-3f55-4e5f-8c3c-333333333333';
const TURNS = /[\u202a-\u202e]/;

const always = (holds: (view: RequestView, request: StoredRequest) => void) =>
  fc.assert(
    fc.property(requests, (request) => holds(viewOf(request, 'https://desk.firm.test'), request)),
    { numRuns: 60 },
  );

/** Every text of a structure, with the name of the field it is in. */
function textsOf(node: unknown, key = ''): [string, string][] {
  if (typeof node === 'string') return [[key, node]];
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) => textsOf(value, Array.isArray(node) ? key : name));
}

const isolatesEnd = (text: string) => text.split('\u2068').length === text.split('\u2069').length;

function isWhole(text: string): void {
  expect(text.isWellFormed()).toBe(true);
  expect(text).not.toMatch(TURNS);
}

describe('whatever an invoice holds,', () => {
  it('Slack takes the message, and reads no markup that is not ours', () => {
    always((view) => {
      const { text, blocks } = message(view, REF);
      expect(text.length).toBeLessThanOrEqual(4000);
      expect(blocks.length).toBeLessThanOrEqual(50);
      for (const block of blocks) {
        if (block.type === 'header') expect(block.text.text.length).toBeLessThanOrEqual(150);
        if (block.type === 'section') {
          expect(block.text?.text.length ?? 1).toBeGreaterThan(0);
          expect(block.text?.text.length ?? 0).toBeLessThanOrEqual(3000);
          expect(block.fields?.length ?? 0).toBeLessThanOrEqual(10);
          for (const field of block.fields ?? []) expect(field.text.length).toBeLessThanOrEqual(2000);
        }
        if (block.type === 'context') expect(block.elements.length).toBeLessThanOrEqual(10);
      }
      const marked = textsOf(blocks.filter(({ type }) => type !== 'header' && type !== 'actions'));
      for (const [, each] of marked) {
        isWhole(each);
        expect(each.length).toBeLessThanOrEqual(3000);
        const links = [view.odoo, view.page ?? ''].reduce((rest, url) => rest.replaceAll(`<${url}|`, ''), each);
        expect(links).not.toMatch(/<[!@#h]/);
        expect(links).not.toMatch(/&(?!amp;|lt;|gt;)/);
      }
    });
  });

  it('Teams takes the card, and reads no Markdown at all', () => {
    always((view) => {
      const people = Array.from({ length: 150 }, (_, userId) => ({
        userId,
        name: view.customer,
        email: 'a@firm.test',
      }));
      for (const made of [
        card(view, { ref: REF, notice: 'No.', question: REF }),
        card(view, { ref: REF, takers: people }),
        linkCard(view),
        decidedCard(view),
        saidCard(view, 1),
      ]) {
        const sent = JSON.stringify({ type: 'message', attachments: [{ content: made }] });
        expect(Buffer.byteLength(sent)).toBeLessThanOrEqual(28 * 1024);
        expect(sent).not.toContain('"TextBlock"');
        expect(sent).not.toContain('"FactSet"');
        expect(made.actions?.length).toBeLessThanOrEqual(6);
        for (const [, each] of textsOf(made)) {
          isWhole(each);
          expect(isolatesEnd(each)).toBe(true);
        }
      }
    });
  });

  it('a call fits too, whatever people are called, and mentions nobody but them', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const view = viewOf(request, 'https://desk.firm.test');
        const calls = request.approvers.map((one) => ({ ...one, about: 'step.0', for: 'decision' as const }));
        const known = (email: string) => (email === calls[0]?.email ? 'U0KNOWN' : undefined);
        const text = (await callText(calls, async (email) => known(email))) ?? '';
        expect(text.length).toBeLessThanOrEqual(3000);
        isWhole(text);
        expect(text.match(/<[^>]*>/g) ?? []).toEqual(
          text ? Array(text.split('<@U0KNOWN>').length - 1).fill('<@U0KNOWN>') : [],
        );
        const call = calling(calls, known);
        const made = saidCard(view, 0, call);
        expect(Buffer.byteLength(JSON.stringify(made))).toBeLessThanOrEqual(26 * 1024);
        const [, ...parts] = (call?.text ?? '').split('<at>');
        for (const part of parts) expect(part).toMatch(/^[^<>*_~`#[\]()|\\]*<\/at>/);
        expect((call?.text ?? '').replaceAll(/<\/?at>/g, '')).not.toMatch(/[<>*_[\]()]/);
      }),
      { numRuns: 60 },
    );
  });

  it('Slack takes what it opens to write in, with any names and any number of people', () => {
    always((view) => {
      const people = Array.from({ length: 150 }, (_, userId) => ({
        userId,
        name: view.customer,
        email: 'a@firm.test',
      }));
      const asked = { questionId: REF, text: `${view.note} ${view.customer}`.padEnd(3, '?') };
      for (const made of [askModal(REF), answerModal(REF, asked), handOnModal(REF, people as never[])]) {
        expect(made.title.text.length).toBeLessThanOrEqual(24);
        expect(made.private_metadata?.length).toBeLessThanOrEqual(3000);
        for (const [, each] of textsOf(made.blocks)) {
          isWhole(each);
          expect(each.length).toBeLessThanOrEqual(3000);
        }
        for (const { element } of made.blocks as { element?: { options?: { text: { text: string } }[] } }[]) {
          expect(element?.options?.length ?? 1).toBeLessThanOrEqual(100);
          element?.options?.forEach(({ text }) => expect(text.text.length).toBeLessThanOrEqual(75));
        }
      }
    });
  });

  it('a mail is not cut off, and its subject is one line', () => {
    always((view, request) => {
      const [to] = request.approvers;
      if (!to) return;
      const link = {
        host: 'desk.firm.test',
        link: `https://desk.firm.test/a/${'x'.repeat(43)}`,
        expiresAt: new Date(0),
      };
      for (const mail of [compose('ask', request, view, to, link), compose('decided', request, view, to, link)]) {
        expect(Buffer.byteLength(mail.html)).toBeLessThan(100_000);
        expect(mail.subject.length).toBeLessThanOrEqual(180);
        expect(mail.subject).not.toMatch(/[\r\n]/);
        isWhole(mail.text);
        isWhole(mail.html);
        expect(mail.html).not.toMatch(/<(script|img|a href="http:\/\/evil)/);
      }
    });
  });

  it('the lines shown and those told of in a sum are all of them, to the last unit of the currency', () => {
    always((view, request) => {
      for (const most of [0, 1, 8, 40]) {
        const { lines, rest } = pick(view, most);
        const products = view.lines.filter(({ kind }) => kind === 'product');
        expect(lines.length).toBe(Math.min(most, products.length));
        const left = products.filter((line) => !lines.includes(line));
        const [, count, amount] = /^… and (\d+) more lines?, (?:together )?([-\d.,]+) [A-Z]{3}$/.exec(rest) ?? [];
        expect(Number(count ?? 0)).toBe(left.length);
        const told = sum([...lines.map(({ value }) => value), (amount ?? '0').replaceAll(',', '')]);
        expect(told.eq(billed(request.facts.lines))).toBe(true);
      }
    });
  });

  it('what each channel shows and tells of is all lines', () => {
    const toldOf = (text: string) => Number(/… and (\d+) more lines?, /.exec(text)?.[1] ?? 0);
    always((view, request) => {
      const all = view.lines.filter(({ kind }) => kind === 'product').length;
      const { blocks } = message(view, REF);
      const fields = blocks.findIndex((block) => block.type === 'section' && block.fields);
      const inSlack = JSON.stringify(blocks[fields + 1]);
      expect(inSlack.split(/"• |\\n• /).length - 1 + toldOf(inSlack)).toBe(all);
      const inTeams = JSON.stringify(card(view, { ref: REF }));
      expect(inTeams.split('"ColumnSet"').length - 1 + toldOf(inTeams)).toBe(all);
      const [to = { userId: 1, name: '', email: '' }] = request.approvers;
      const link = { host: 'x', link: 'https://x', expiresAt: new Date(0) };
      const { html } = compose('ask', request, view, to, link);
      expect(html.split('width="100%"').length - 1 + toldOf(html)).toBe(all);
    });
  });

  it('a line with something unusual is shown before any other', () => {
    always((view) => {
      const { lines } = pick(view, 5);
      const unusual = view.lines.filter((line) => line.kind === 'product' && line.unusual.length > 0).length;
      expect(lines.filter((line) => line.unusual.length > 0).length).toBe(Math.min(5, unusual));
    });
  });
});
