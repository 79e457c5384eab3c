import { expect, test } from 'vitest';
import { commandLine, exploringCommand, openingCommand } from '../../src/cli/options/command-line.ts';
import { parseRunOptions } from '../../src/cli/run/options.ts';

const plain = parseRunOptions({ color: true });

test('changes are added to what was asked for', () => {
  const settings = parseRunOptions({
    color: true,
    netchannel: '1.9.0',
    seed: '0x10',
    output: 'my file.pcap',
  });
  const line = commandLine('a b.yaml', settings, {});
  expect(line?.({ list: 'all' })).toBe(
    "netchannel-sim run 'a b.yaml' --netchannel 1.9.0 --seed 16 -o 'my file.pcap' --list all",
  );
  expect(line?.({ release: '1.10.1', output: 'x.pcap' })).toBe(
    "netchannel-sim run 'a b.yaml' --netchannel 1.10.1 --seed 16 -o x.pcap",
  );
});

test('npx is named where it was used, standard output is not', () => {
  const settings = parseRunOptions({ color: true, output: '-' });
  expect(commandLine(undefined, settings, { npm_command: 'exec' })?.({})).toBe('npx netchannel-sim run');
});

test('standard input cannot be read again', () => {
  expect(commandLine('-', plain, {})).toBeUndefined();
});

test('what opens a run in Wireshark writes pcapng', () => {
  const opening = (output?: string, more: { open?: true; capture?: false } = {}): string | undefined => {
    const settings = parseRunOptions({ color: true, ...(output === undefined ? {} : { output }), ...more });
    return openingCommand('a.yaml', settings, {});
  };
  expect(opening()).toBe('netchannel-sim run a.yaml --open');
  expect(opening(undefined, { capture: false })).toBe('netchannel-sim run a.yaml --open');
  expect(opening('my.d/x.pcap')).toBe('netchannel-sim run a.yaml -o my.d/x.pcapng --open');
  expect(opening('x.pcapng')).toBe('netchannel-sim run a.yaml -o x.pcapng --open');
  expect(opening('-')).toBeUndefined();
  expect(opening('x.pcapng', { open: true })).toBeUndefined();
  expect(openingCommand('-', plain, {})).toBeUndefined();
});

test('what shows a script in the browser says values again, and nothing about captures', () => {
  const settings = parseRunOptions({
    color: true,
    define: ['count=3'],
    seed: '7',
    netchannel: '1.9.0',
    output: 'x.pcap',
    verbose: true,
  });
  expect(exploringCommand('a b.yaml', settings, {})).toBe(
    "netchannel-sim explore 'a b.yaml' --seed 7 -D count=3",
  );
  expect(exploringCommand(undefined, plain, { npm_command: 'exec' })).toBe('npx netchannel-sim explore');
  expect(exploringCommand('-', plain, {})).toBeUndefined();
});
