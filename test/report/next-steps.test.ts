import { expect, test } from 'vitest';
import { nextSteps } from '../../src/report/next-steps.ts';
import { PLAIN_STYLE } from '../../src/report/style.ts';
import type { RunResult } from '../../src/simulation/result.ts';
import { EVENTFUL, UNEVENTFUL } from './fixture.ts';

function commands(result: RunResult, file: string | null, hidden = false): string[] {
  const command = (change: object): string => JSON.stringify(change);
  const capture = { file, packets: 1, bytes: 1 };
  const lines = nextSteps(result, { capture, command, open: 'open it', hidden }, PLAIN_STYLE);
  return lines.filter((line) => /^ {2}\S/.test(line)).map((line) => line.trim());
}

test('the vulnerable release leads to the fixed one, and back', () => {
  expect(commands(EVENTFUL, 'x.pcap', true)).toEqual([
    'open it',
    'wireshark -o ip.check_checksum:TRUE -o udp.check_checksum:TRUE x.pcap',
    '{"list":"all"}',
    '{"release":"1.10.1","output":"x-1.10.1.pcap"}',
  ]);
  expect(commands(UNEVENTFUL, 'x-1.10.1.pcap')).toEqual([
    'wireshark x-1.10.1.pcap',
    '{"release":"1.10.0","output":"x-1.10.0.pcap"}',
  ]);
});

test('file names are fit for a shell, and folders with dots are left alone', () => {
  expect(commands(UNEVENTFUL, "it's.d/x y")).toEqual([
    "wireshark 'it'\\''s.d/x y'",
    '{"release":"1.10.0","output":"it\'s.d/x y-1.10.0"}',
  ]);
});

test('a capture that went to a stream is not there to be opened', () => {
  expect(commands(EVENTFUL, null)).toEqual(['open it', '{"release":"1.10.1"}']);
});

test('with nothing to suggest there is no section', () => {
  expect(nextSteps(EVENTFUL, { hidden: true }, PLAIN_STYLE)).toEqual([]);
});
