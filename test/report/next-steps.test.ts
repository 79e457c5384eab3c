import { expect, test } from 'vitest';
import { nextSteps } from '../../src/report/next-steps.ts';
import { PLAIN_STYLE } from '../../src/report/style.ts';
import type { RunResult } from '../../src/simulation/result.ts';
import { EVENTFUL, UNEVENTFUL } from './fixture.ts';

const CONTEXT = { style: PLAIN_STYLE, width: 100 };

function commands(result: RunResult, file: string | null, more?: 'verbose' | 'all'): string[] {
  const command = (change: object): string => JSON.stringify(change);
  const capture = { file, packets: 1, bytes: 1 };
  const looks = { explore: 'explore it', open: 'open it' };
  const lines = nextSteps(result, { capture, command, ...looks, more }, CONTEXT);
  return lines.filter((line) => /^ {2}\S/.test(line)).map((line) => line.trim().replace(/ {2}# .*/, ''));
}

test('the vulnerable release leads to the fixed one, and back', () => {
  expect(commands(EVENTFUL, 'x.pcap', 'verbose')).toEqual([
    'explore it',
    'open it',
    'wireshark -o ip.check_checksum:TRUE -o udp.check_checksum:TRUE x.pcap',
    '{"verbose":true}',
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
  expect(commands(EVENTFUL, null)).toEqual(['explore it', 'open it', '{"release":"1.10.1"}']);
});

test('with nothing to suggest there is no section', () => {
  expect(nextSteps(EVENTFUL, { more: 'all' }, CONTEXT)).toEqual([]);
});

test('a report that tells all but some of many findings leads to more of them', () => {
  expect(commands(EVENTFUL, null, 'all')).toContain('{"list":"all"}');
});

test('a command stays whole, and what it does goes to the next lines if both do not fit', () => {
  const command = (): string => `run ${'x'.repeat(80)}`;
  expect(nextSteps(UNEVENTFUL, { command, more: undefined }, { ...CONTEXT, width: 60 })).toEqual([
    'NEXT',
    `  run ${'x'.repeat(80)}`,
    '      # the same under the vulnerable release',
  ]);
});

test('what is gone is neither looked at nor compared', () => {
  expect(commands(EVENTFUL, '/dev/null')).toEqual(['explore it', 'open it', '{"release":"1.10.1"}']);
});

test('another flaw leads to the first release with its fix', () => {
  expect(commands({ ...UNEVENTFUL, ownBytes: 95 }, null)).toEqual(['{"release":"1.10.2"}']);
  expect(commands({ ...UNEVENTFUL, ownBytes: 95, release: '1.10.2' }, null)).toEqual([
    '{"release":"1.10.0"}',
  ]);
  const totals = { ...UNEVENTFUL.totals, notAsPushed: 2 };
  expect(commands({ ...UNEVENTFUL, totals, release: '1.4.1' }, null)).toEqual(['{"release":"1.5.0"}']);
  expect(commands({ ...UNEVENTFUL, release: '1.4.1' }, null)).toEqual(['{"release":"1.10.0"}']);
});

test('where the device that leaks is of one channel alone, another release is not suggested: it would change nothing', () => {
  const { frames, txFrames, rxFrames, bytes, delivered, discarded, unverifiable, notJudged } =
    EVENTFUL.totals;
  const counts = { frames, txFrames, rxFrames, bytes, delivered, discarded, unverifiable, notJudged };
  const leaks = { nonZeroLeakedBytes: 1, crossRecipientBytes: 1, leakingFrames: 1, crossRecipientFrames: 1 };
  const work = { name: 'work', netfront: '1.10.0', netback: '2.1.8', ...counts, ...leaks, leakedBytes: 1 };
  const channels = [{ ...work, passedOnBytes: 0, passedOnFrames: 0 }];
  expect(commands({ ...EVENTFUL, release: '2.1.8', channels }, null)).toEqual(['explore it', 'open it']);
  expect(commands({ ...EVENTFUL, channels }, null)).toContain('{"release":"1.10.1"}');
});
