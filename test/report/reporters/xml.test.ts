import fc from 'fast-check';
import { expect, test } from 'vitest';
import { xmlAttributes, xmlText } from '../../../src/report/reporters/xml.ts';
import { parseXml } from '../../support/parse-xml.ts';

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** Any code units at all: control characters, halves of pairs, what Unicode reserves. */
const anything = fc
  .array(
    fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0, 9, 10, 13, 34, 38, 60, 62, 93, 0xfffe)),
  )
  .map((units) => String.fromCharCode(...units));

/** XML 1.0, section 2.2. */
function isAllowed(character: string): boolean {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x20) return point === 9 || point === 10 || point === 13;
  return point <= 0xd7ff || (point >= 0xe000 && point <= 0xfffd) || point >= 0x1_0000;
}

test('whatever the text, the document is well-formed and says the same', () => {
  fc.assert(
    fc.property(anything, (text) => {
      const { attributes, children } = parseXml(
        `${HEAD}<a${xmlAttributes({ text, n: 1 })}><b>${xmlText(text)}</b></a>`,
      );
      const expected = [...text].map((character) => (isAllowed(character) ? character : '\ufffd')).join('');
      expect(children[0]?.text).toBe(expected);
      expect(attributes).toEqual({ text: expected.replace(/[\t\n\r]/g, ' '), n: '1' });
    }),
  );
});

test.each([
  '<a>',
  '<a></b>',
  '<a b="1" b="2"/>',
  '<a b="<"/>',
  '<a b=1/>',
  '<a b="1"c="2"/>',
  '<a>&</a>',
  '<a>&nbsp;</a>',
  '<a>\u0001</a>',
  '<a>\ufffe</a>',
  '<a>]]></a>',
  '<a/><b/>',
  'text',
])('the judge of these tests refuses %j', (text) => {
  expect(() => parseXml(HEAD + text)).toThrow();
});
