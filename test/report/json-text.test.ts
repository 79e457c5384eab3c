import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonReport, jsonReportText } from '../../src/report/json.ts';
import { jsonText, lazily, MOST_IN_PIECE } from '../../src/report/json-text.ts';
import { EVENTFUL, UNEVENTFUL } from './fixture.ts';

function whole(value: unknown): string {
  return [...jsonText(value)].join('');
}

test('the text of anything is that of JSON.stringify', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      expect(whole(value)).toBe(`${JSON.stringify(value, null, 2)}\n`);
    }),
  );
});

test('fields that are undefined are absent, items are null, numbers that are none too', () => {
  const value = { a: undefined, b: [undefined, Number.NaN], c: {}, d: [], e: { f: undefined } };
  expect(whole(value)).toBe(`${JSON.stringify(value, null, 2)}\n`);
});

test('strings of any length are cut between characters, halves of characters are escaped', () => {
  const strings = fc.array(
    fc.constantFrom('x', '\u{1f600}', '\ud83d', '\ude00', '\u0000', '"', '\\', '\u2028'),
    {
      minLength: 30,
      maxLength: 60,
    },
  );
  fc.assert(
    fc.property(strings, fc.integer({ min: 200, max: 700 }), (parts, times) => {
      const text = parts.join('').repeat(times);
      const pieces = [...jsonText({ text, list: [text] })];
      expect(pieces.join('')).toBe(`${JSON.stringify({ text, list: [text] }, null, 2)}\n`);
      expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(MOST_IN_PIECE);
    }),
    { numRuns: 30 },
  );
});

test('items of a list are made one by one, as they are written', () => {
  let made = 0;
  const items = Array.from({ length: 10_000 }, (_, i) => i);
  const list = lazily(items, (i) => {
    made++;
    return { i, text: 'x'.repeat(1000) };
  });
  let characters = 0;
  for (const piece of jsonText({ list })) {
    expect(piece.length).toBeLessThanOrEqual(MOST_IN_PIECE);
    characters += piece.length;
    // No more than what is in the text so far, and the item at hand.
    expect(made).toBeLessThanOrEqual(characters / 1000 + 1);
  }
  expect(made).toBe(10_000);
});

test.each([
  ['eventful', EVENTFUL],
  ['uneventful', UNEVENTFUL],
])('the report of an %s run in pieces is the report', (_, result) => {
  const capture = { file: 'x.pcap', packets: 10, bytes: 1000 };
  const text = [...jsonReportText(result, capture)].join('');
  expect(text).toBe(`${JSON.stringify(jsonReport(result, capture), null, 2)}\n`);
});
