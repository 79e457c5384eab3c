import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadScript } from '../../src/script/index.ts';
import { cursorOf, payloadOf } from '../support/step-payloads.ts';

/** The payload in YAML and in JSON, which must give the same bytes. */
function hexOf(yaml: string, json: unknown): string {
  const text = payloadOf(cursorOf(`steps:\n  - ping:\n      to: 10.0.0.2\n      payload: ${yaml}\n`).next());
  const script = JSON.stringify({ steps: [{ ping: { to: '10.0.0.2', payload: json } }] });
  expect(payloadOf(cursorOf(script).next())).toEqual(text);
  return text.toString('hex');
}

test.each<[yaml: string, json: unknown, hex: string]>([
  ['{base64: aGk=}', { base64: 'aGk=' }, '6869'],
  ['{pattern: abc, size: 7}', { pattern: 'abc', size: 7 }, '61626361626361'],
  ['{pattern: abc, size: 2}', { pattern: 'abc', size: '2' }, '6162'],
  ['{pattern: abc, size: 0}', { pattern: 'abc', size: 0 }, ''],
  ['{pattern: {hex: 00 ff}, size: 5}', { pattern: { hex: '00ff' }, size: 5 }, '00ff00ff00'],
  ['{pattern: é, size: 3}', { pattern: 'é', size: 3 }, 'c3a9c3'],
  ['{counter: 4}', { counter: 4 }, '00000000'],
  ['[a, {counter: 1}, {base64: YQ}]', ['a', { counter: 1 }, { base64: 'YQ' }], '610061'],
])('%s', (yaml, json, hex) => {
  expect(hexOf(yaml, json)).toBe(hex);
});

test('random is what size is', () => {
  expect(hexOf('{random: 20}', { random: 20 })).toBe(hexOf('{size: 20}', { size: 20 }));
});

test('a pattern is repeated and cut', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(300), (pattern, size) => {
      const hex = Buffer.from(pattern).toString('hex');
      const expected = Buffer.alloc(size, pattern).toString('hex');
      expect(hexOf(`{pattern: {hex: "${hex}"}, size: ${size}}`, { pattern: { hex }, size })).toBe(expected);
    }),
  );
});

describe('a counter', () => {
  test('counts how often its step was taken, whatever the repeats, and carries', () => {
    const steps = cursorOf(
      'steps: [{repeat: {count: 20, steps: [{repeat: {count: 30, steps: [{ping: {to: 10.0.0.2, payload: {counter: 3}}}]}}]}}]',
    );
    for (let i = 0; i < 600; i++) expect(payloadOf(steps.next()).readUIntBE(0, 3)).toBe(i);
  });

  test('starts again from 0 when its bytes are used up', () => {
    const steps = cursorOf(
      'steps: [{repeat: {count: 300, steps: [{ping: {to: 10.0.0.2, payload: {counter: 1}}}]}}]',
    );
    for (let i = 0; i < 300; i++) expect(payloadOf(steps.next())[0]).toBe(i % 256);
  });

  test('of one cursor does not move that of another', () => {
    const text = 'steps: [{repeat: {count: 3, steps: [{ping: {to: 10.0.0.2, payload: {counter: 2}}}]}}]';
    const [one, two] = [cursorOf(text), cursorOf(text)];
    one.next();
    one.next();
    expect(payloadOf(two.next()).toString('hex')).toBe('0000');
  });

  test('counts against what all payloads may take', () => {
    const step = '{raw: {size: 1, writes: [{data: {counter: 524288}}]}}';
    const text = `steps: [${Array.from({ length: 129 }, () => step).join(', ')}]`;
    expect(() => loadScript(text, 'x.yaml')).toThrow('Payloads of the script are too long');
  });
});
