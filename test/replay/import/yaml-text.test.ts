import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { payloadData } from '../../../src/replay/import/payload-data.ts';
import { stepsText, yamlText } from '../../../src/replay/import/yaml-text.ts';
import { loadScript } from '../../../src/script/load-script.ts';
import { wholeOf } from '../../../src/wire/bytes.ts';
import { cursorOf, payloadOf } from '../../support/step-payloads.ts';

const udp = (payload: unknown) => ({ udp: { to: '10.0.0.2', to_port: 9, payload } });

function reread(bytes: Uint8Array): Buffer {
  const text = `steps:\n${stepsText([udp(payloadData(wholeOf(bytes)))])}`;
  return payloadOf(cursorOf(text).next());
}

/** What a careless writer of YAML, or of templates, would change. */
const SNARES = [
  '',
  ' ',
  'null',
  '~',
  'yes',
  '0x10',
  '12',
  '1e3',
  '- a',
  'a: b',
  '# no comment',
  '"quoted" and \'single\'',
  'back\\slash \\n',
  'tab\tand\r\nlines\r\n\r\n',
  '\n\nleading',
  'trailing \n',
  '  indented\n    more\n',
  `\${name} $\${name} $$\${`,
  '$\n{',
  '---\n...\n',
  'ä € 𝄞 ﷽',
  'x'.repeat(200),
  'word '.repeat(60),
  '{[|>&*!%@`',
  '\u0085 next line',
  '\u2028',
  '\ufeffmark',
  '\u202e turned round',
  '\u0000',
  '\u001b[31m',
];

test.each(SNARES)('%j survives', (text) => {
  expect(reread(Buffer.from(text)).toString('hex')).toBe(Buffer.from(text).toString('hex'));
});

test('arbitrary bytes survive as a payload', () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.string({ maxLength: 200, unit: 'binary' }).map((text) => Buffer.from(text)),
    fc.constantFrom(...SNARES).map((text) => Buffer.from(text)),
    fc.tuple(fc.nat(255), fc.nat(100)).map(([byte, length]) => new Uint8Array(length).fill(byte)),
  );
  const payload = fc.array(piece, { maxLength: 4 }).map((pieces) => Uint8Array.from(Buffer.concat(pieces)));
  fc.assert(
    fc.property(payload, (bytes) => {
      expect(reread(bytes).toString('hex')).toBe(Buffer.from(bytes).toString('hex'));
    }),
    { numRuns: 1500 },
  );
});

test('plain data survives, whatever it is', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      // JSON knows no -0.
      const plain = JSON.parse(JSON.stringify(value));
      expect(parse(yamlText(plain))).toEqual(plain);
    }),
  );
});

test('the style is that of the samples', () => {
  const text = stepsText([
    { wait: '10ms' },
    udp('hello'),
    { raw: { to: '10.0.0.2', ethertype: 0x86dd, size: 60, writes: [{ at: 14, data: { hex: '00163e' } }] } },
    udp({ hex: 'ab'.repeat(80) }),
    udp(['GET / HTTP/1.1\r\n', `Host: ${'x'.repeat(100)}\r\n`, '\r\n']),
  ]);
  expect(text).toBe(`- wait: 10ms
- udp: {to: 10.0.0.2, to_port: 9, payload: "hello"}
- raw: {to: 10.0.0.2, ethertype: 0x86dd, size: 60, writes: [{at: 14, data: {hex: "00163e"}}]}
- udp:
    to: 10.0.0.2
    to_port: 9
    payload:
      hex: |
        ${'ab'.repeat(32)}
        ${'ab'.repeat(32)}
        ${'ab'.repeat(16)}
- udp:
    to: 10.0.0.2
    to_port: 9
    payload:
      - "GET / HTTP/1.1\\r\\n"
      - "Host: ${'x'.repeat(100)}\\r\\n"
      - "\\r\\n"
`);
  expect(loadScript(`steps:\n${text}`, 'x.yaml').stepCount).toBe(5);
});
