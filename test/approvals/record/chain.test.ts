import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Anchor, chainFault } from '../../../src/approvals/record/chain.ts';
import { canonical, hashOf, type Hashed, type StoredLink } from '../../../src/approvals/record/link.ts';
import { chainOf, linkAfter, recomputed } from './chains.ts';

const AT = '2026-11-21T10:05:00.000Z';
const anchorOf = (links: readonly StoredLink[], length = links.length): Anchor => ({
  invoice: 7,
  length,
  head: links[length - 1]?.hash ?? '',
  at: AT,
});
const faultOf = (links: readonly StoredLink[], ...anchors: Anchor[]) => chainFault(7, links, anchors);
const lengths = fc.integer({ min: 2, max: 9 });
/** A chain and the index of one of its links. */
const chosen = lengths.chain((length) => fc.tuple(fc.constant(chainOf(length)), fc.nat({ max: length - 1 })));

describe('a whole record holds', () => {
  test('in whatever order it is read, against anchors of any length', () => {
    fc.assert(
      fc.property(chosen, ([links, at]) => {
        expect(faultOf(links.toReversed(), anchorOf(links), anchorOf(links, at + 1))).toBeUndefined();
      }),
    );
  });
  test('an invoice without record has nothing to prove', () => expect(faultOf([])).toBeUndefined());
});

describe('is found by the record itself', () => {
  const columns: (keyof Hashed)[] = ['kind', 'what', 'actor', 'who', 'at', 'content', 'policy', 'reason', 'decision'];

  test('any column altered', () => {
    fc.assert(
      fc.property(chosen, fc.constantFrom(...columns), ([links, at], column) => {
        const [link] = links.slice(at, at + 1);
        if (!link) return;
        const was = link.columns[column];
        link.columns = { ...link.columns, [column]: typeof was === 'number' ? was + 1 : `${was}!` };
        expect(faultOf(links)).toMatchObject({ link: at + 1, code: 'altered', what: expect.stringContaining(column) });
      }),
    );
  });

  test('another version than the one that was hashed', () => {
    const said = '{"invoice": 7, "total": "960.000000"}';
    const link = linkAfter(undefined, { content: hashOf(said) });
    link.version = hashOf(said);
    expect(faultOf([link])).toBeUndefined();
    link.version = hashOf(said.replace('960', '690'));
    expect(faultOf([link])).toMatchObject({ link: 1, code: 'altered', what: expect.stringContaining('version') });
  });

  test('a version that is gone: of the first link that tells of a content, whatever an older add-on kept before it', () => {
    const [a, b] = [hashOf('a'), hashOf('b')];
    const older = linkAfter(undefined, { content: a });
    const links = [older];
    for (const content of [a, b, a, b]) links.push(linkAfter(links.at(-1), { v: 2, content }));
    const keeping = (...at: number[]) =>
      links.map((link, index) => ({ ...link, version: at.includes(index) ? (index === 1 ? a : b) : '' }));
    expect(faultOf(keeping(1, 2))).toBeUndefined();
    for (const [left, gone] of [
      [[2], 2],
      [[1], 3],
      [[1, 4], 3],
      [[], 2],
    ] as const)
      expect(faultOf(keeping(...left))).toMatchObject({
        link: gone,
        code: 'altered',
        what: expect.stringContaining('gone'),
      });
  });

  test('any sign of the text altered', () => {
    fc.assert(
      fc.property(chosen, fc.nat(), ([links, at], place) => {
        const [link] = links.slice(at, at + 1);
        if (!link) return;
        const index = place % link.text.length;
        link.text = `${link.text.slice(0, index)}~${link.text.slice(index + 1)}`;
        expect(faultOf(links)).toMatchObject({ link: at + 1, code: 'altered' });
      }),
    );
  });

  test('a text altered with columns and its own hash, as long as a link follows', () => {
    fc.assert(
      fc.property(chosen, ([links, at]) => {
        fc.pre(at < links.length - 1);
        const forged = recomputed(links, at, { kind: 'approved' });
        const mixed = links.map((link, index) => (index === at ? (forged[at] ?? link) : link));
        expect(faultOf(mixed)).toMatchObject({ link: at + 1, code: 'rewritten' });
      }),
    );
  });

  test('any link but the last removed', () => {
    fc.assert(
      fc.property(chosen, ([links, at]) => {
        fc.pre(at < links.length - 1);
        expect(faultOf(links.toSpliced(at, 1))).toMatchObject({ link: at + 1, code: 'missing' });
      }),
    );
  });

  test('a link removed and the others renumbered', () => {
    fc.assert(
      fc.property(chosen, ([links, at]) => {
        fc.pre(at < links.length - 1);
        const left = links.toSpliced(at, 1).map((link, index) => ({ ...link, number: index + 1 }));
        expect(faultOf(left)).toMatchObject({ link: at + 1, code: 'reordered' });
      }),
    );
  });

  test('two links that changed places', () => {
    fc.assert(
      fc.property(chosen, chosen, ([links, one], [, other]) => {
        fc.pre(one !== other && other < links.length);
        const numbers = [links[one]?.number, links[other]?.number];
        const swapped = links.map((link, index) => {
          const number = index === one ? numbers[1] : index === other ? numbers[0] : link.number;
          return { ...link, number: number as number };
        });
        expect(faultOf(swapped)).toMatchObject({ link: Math.min(one, other) + 1, code: 'reordered' });
      }),
    );
  });

  test('a second link under one number', () => {
    const links = chainOf(3);
    const fork = { ...linkAfter(links[0], { what: 'Something else' }), id: 99_999 };
    expect(faultOf([...links, fork])).toMatchObject({ link: 2, code: 'forked' });
  });

  test('a link of another invoice', () => {
    const links = [...chainOf(2), ...chainOf(3, 8).slice(2)];
    expect(faultOf(links)).toMatchObject({ link: 3, code: 'altered', what: expect.stringContaining('invoice 8') });
  });

  test('the same facts written another way: what is hashed has one form', () => {
    const [link] = chainOf(1);
    if (!link) throw new Error('no link');
    const text = JSON.stringify(JSON.parse(link.text), undefined, 1);
    expect(faultOf([{ ...link, text, hash: hashOf(text) }])).toMatchObject({ code: 'altered' });
  });
});

describe('is found by an anchor alone', () => {
  test('the tail cut off, however much of it', () => {
    fc.assert(
      fc.property(chosen, ([links, left]) => {
        fc.pre(left > 0);
        const cut = links.slice(0, left);
        expect(faultOf(cut)).toBeUndefined();
        expect(faultOf(cut, anchorOf(links))).toMatchObject({ link: left + 1, code: 'truncated' });
      }),
    );
  });

  test('the whole record removed', () => {
    expect(faultOf([], anchorOf(chainOf(2)))).toMatchObject({ link: 1, code: 'gone' });
  });

  test('the whole record computed anew, with any of its links changed', () => {
    fc.assert(
      fc.property(chosen, fc.constantFrom('who', 'reason', 'at', 'content', 'kind'), ([links, at], name) => {
        const forged = recomputed(links, at, { [name]: 'forged' });
        expect(faultOf(forged)).toBeUndefined();
        expect(faultOf(forged, anchorOf(links))).toMatchObject({ code: 'recomputed', link: links.length });
      }),
    );
  });

  test('computed anew after a link was taken out, and grown since', () => {
    const links = chainOf(5);
    const forged = recomputed(links.toSpliced(1, 1), -1, {});
    const grown = [...forged, linkAfter(forged.at(-1)), linkAfter(linkAfter(forged.at(-1)))];
    expect(faultOf(grown)).toBeUndefined();
    expect(faultOf(grown, anchorOf(links, 1), anchorOf(links, 3))).toMatchObject({ code: 'recomputed', link: 3 });
  });
});

test('what Python writes is what is read: sorted, bare, nothing escaped that need not be', () => {
  const said = { b: 'Zoë "€"\n\t\\ \u007f 😀', a: 1, c: '' };
  expect(canonical(said)).toBe('{"a":1,"b":"Zoë \\"€\\"\\n\\t\\\\ \u007f 😀","c":""}');
});
