import { describe, expect, test } from 'vitest';
import { parseExtcapArguments } from '../../../src/cli/extcap/arguments.ts';
import { FIFO, SCRIPT } from '../../../src/cli/extcap/own-options.ts';
import { LOOP } from '../../../src/cli/options/loop.ts';
import { SEED } from '../../../src/cli/options/seed.ts';

describe('arguments of an extcap program', () => {
  test('come in any order, with or without an equals sign', () => {
    for (const words of [
      ['--capture', '--fifo', '/tmp/f', '--extcap-interface', 'netchannel0', '--loop'],
      ['--loop', '--extcap-interface=netchannel0', '--fifo=/tmp/f', '--capture'],
    ]) {
      const given = parseExtcapArguments(words);
      expect([given.has('--capture'), given.has(LOOP), given.has('--extcap-dlts')]).toEqual([
        true,
        true,
        false,
      ]);
      expect(given.value(FIFO)).toBe('/tmp/f');
      expect(given.value('--extcap-interface')).toBe('netchannel0');
      expect(given.value(SEED)).toBeUndefined();
    }
  });

  test('may have values that look like options, and empty ones', () => {
    const given = parseExtcapArguments(['--extcap-capture-filter', '--x', '--script', '', '--fifo=a=b']);
    expect(given.value('--extcap-capture-filter')).toBe('--x');
    expect(given.value(SCRIPT)).toBe('');
    expect(given.value(FIFO)).toBe('a=b');
  });

  test('a flag that is switched off is off', () => {
    expect(parseExtcapArguments(['--loop=false']).has(LOOP)).toBe(false);
    expect(parseExtcapArguments(['--loop=true']).has(LOOP)).toBe(true);
  });

  test('that only other versions of Wireshark know are passed over', () => {
    const words = ['--extcap-version', '4.6', '--extcap-new', '--extcap-other=1', '--extcap-dlts'];
    const given = parseExtcapArguments(words);
    expect([given.hasUnknown, given.has('--extcap-dlts')]).toEqual([true, true]);
  });

  test.each([
    [['--pase', 'x10'], 'Unknown option "--pase"; did you mean "--pace"?'],
    [['eth0'], 'Unknown option "eth0"; see "netchannel-sim extcap --help"'],
    [['--fifo'], 'Cannot use "--fifo" without a value'],
  ])('%j is refused', (words, message) => {
    expect(() => parseExtcapArguments(words)).toThrow(message);
  });
});
