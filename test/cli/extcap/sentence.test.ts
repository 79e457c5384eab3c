import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sentence } from '../../../src/cli/extcap/sentence.ts';
import { configSentences, reloadedSentences } from '../../../src/cli/extcap/user-options.ts';
import { PACE } from '../../../src/cli/options/pace.ts';
import { parseSentences } from './parser.ts';

test('a sentence', () => {
  expect(sentence('value', { arg: 0, value: '1.10.0', default: true })).toBe(
    'value {arg=0}{value=1.10.0}{default=true}',
  );
});

test('what Wireshark would misread is refused, and the rest arrives as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (value, display) => {
      let line: string;
      try {
        line = sentence('value', { value, display });
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError);
        expect(`${value}${display}`).toMatch(/[{}\r\n]/);
        return;
      }
      expect(parseSentences(`${line}\n`)).toEqual([{ kind: 'value', parameters: { value, display } }]);
    }),
  );
});

test('options are as Wireshark needs them', () => {
  const sentences = parseSentences(`${configSentences().join('\n')}\n`);
  const args = sentences.filter(({ kind }) => kind === 'arg').map(({ parameters }) => parameters);
  expect(args.map(({ number }) => Number(number))).toEqual(args.map((_, i) => i));
  expect(new Set(args.map(({ call }) => call)).size).toBe(args.length);
  for (const { number, type, call } of args) {
    const values = sentences.filter(
      ({ kind, parameters }) => kind === 'value' && parameters['arg'] === number,
    );
    const defaults = values.filter(({ parameters }) => parameters['default'] === 'true');
    expect(defaults, `${call}`).toHaveLength(type === 'selector' ? 1 : 0);
  }
  // What Wireshark takes for true: it has one of these letters or digits.
  for (const { type, default: value = 'false' } of args)
    if (type === 'boolflag') expect(value).not.toMatch(/[yt1-9]/i);
});

test('every pace that can be chosen is one', () => {
  const paces = parseSentences(`${reloadedSentences('pace').join('\n')}\n`);
  expect(paces.map(({ parameters }) => PACE.parse(parameters['value'] ?? ''))).toContain(1);
});

test('the seed is checked as it is read', () => {
  const seed = parseSentences(`${configSentences().join('\n')}\n`).find(
    ({ parameters }) => parameters['call'] === '--seed',
  );
  const valid = new RegExp(seed?.parameters['validation'] ?? 'none');
  for (const text of ['', '0', '4294967295', '0x1f', '0X1F']) expect(text).toMatch(valid);
  for (const text of ['x', '-1', '1.5', '0x', ' 1']) expect(text).not.toMatch(valid);
});

test('an option is reloaded by its name, with or without dashes', () => {
  expect(reloadedSentences('--netchannel')).toEqual(reloadedSentences('netchannel'));
  expect(reloadedSentences('netchannel').join()).toContain('{value=1.10.1}');
  expect(reloadedSentences('seed')).toEqual([]);
  expect(reloadedSentences('nothing')).toEqual([]);
});
