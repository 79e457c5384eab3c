import { expect, test } from 'vitest';
import { devicesAtFault } from '../../src/report/devices-at-fault.ts';
import { headline } from '../../src/report/headline.ts';
import { staleMemoryHurt } from '../../src/report/stale-memory-hurt.ts';
import { EVENTFUL, UNEVENTFUL } from './fixture.ts';

test('a leak is told in plain words', () => {
  expect(headline(EVENTFUL)).toBe(
    '1 of 10 frames carried 30 bytes of earlier packets, 26 of these bytes to somebody whom they were not meant for. 2 frames were dropped by the receiver; of 3 wrong checksums 2 came from stale memory, 1 is a bug of the writer. netchannel 1.10.0 hands packet writers blocks of shared memory in which old packets still are (OSEC-2019-01).',
  );
});

test.each([
  [0, 'carried 30 bytes of earlier packets, none to anybody but whom they were meant for.'],
  [1, 'carried 30 bytes of earlier packets, 1 of these bytes to somebody whom it was not meant for.'],
  [29, 'carried 30 bytes of earlier packets, 29 of these bytes to somebody whom they were not meant for.'],
  [30, 'carried 30 bytes of earlier packets to somebody whom these were not meant for.'],
])('%i of 30 leaked bytes went astray', (crossRecipientBytes, expected) => {
  const totals = { ...EVENTFUL.totals, leakingFrames: 3, crossRecipientBytes };
  expect(headline({ ...EVENTFUL, totals })).toContain(`3 of 10 frames ${expected}`);
});

test('without a leak it says why there is none', () => {
  expect(headline(UNEVENTFUL)).toBe(
    'No bytes of an earlier packet in 10 frames. The receiver dropped none. netchannel 1.10.1 leaks nothing (the packet is written straight into the shared block, which is zeroed first: the fix).',
  );
  expect(headline({ ...UNEVENTFUL, release: '1.9.0' })).toContain(
    'leaks nothing (the caller brings a finished packet, which is',
  );
});

test('the vulnerable release may do no harm', () => {
  const lucky = { ...UNEVENTFUL, release: '1.10.0' };
  expect(headline(lucky)).toMatch(
    /^No bytes of an earlier packet in 10 frames\. .* in which old packets still are/,
  );
  expect(staleMemoryHurt(lucky)).toBe(false);
  expect(staleMemoryHurt(EVENTFUL)).toBe(true);
});

test.each([
  ['stale-memory', 3, '2 frames were dropped by the receiver: all 3 wrong checksums came from stale memory.'],
  ['writer', 3, '2 frames were dropped by the receiver: all 3 wrong checksums are bugs of the writer.'],
  ['writer', 2, '2 frames were dropped by the receiver: both wrong checksums are bugs of the writer.'],
  ['writer', 1, '1 frame was dropped by the receiver: its wrong checksum is a bug of the writer.'],
] as const)('one cause alone: %s, %i', (cause, failures, expected) => {
  const checksumGroups = [{ protocol: 'ipv4', cause, failures, firstFrame: 1 }] as const;
  const totals = { ...EVENTFUL.totals, checksumFailures: failures, discarded: Math.min(failures, 2) };
  expect(headline({ ...EVENTFUL, totals, checksumGroups: [...checksumGroups] })).toContain(expected);
});

test('what is dropped for what the ring says has no wrong checksum', () => {
  const checksumGroups = [{ protocol: 'icmp', cause: 'writer', failures: 1, firstFrame: 1 }] as const;
  const totals = { ...EVENTFUL.totals, checksumFailures: 1, discarded: 3, sumsDropped: 2, flagsDropped: 2 };
  expect(headline({ ...EVENTFUL, totals, checksumGroups: [...checksumGroups] })).toContain(
    '1 frame was dropped by the receiver: its wrong checksum is a bug of the writer. It dropped 2 more for what the ring says about checksums, or does not say.',
  );
  const none = { ...totals, checksumFailures: 0, discarded: 2 };
  expect(headline({ ...EVENTFUL, totals: none, checksumGroups: [] })).toContain(
    '2 frames were dropped by the receiver for what the ring says about checksums, or does not say.',
  );
});

test('no frames, one frame, and a release that nobody knows', () => {
  const totals = { ...UNEVENTFUL.totals, frames: 0 };
  expect(headline({ ...UNEVENTFUL, totals })).toBe('netchannel 1.10.1: no frame crossed the channel.');
  expect(headline({ ...UNEVENTFUL, totals: { ...totals, frames: 1 } })).toMatch(
    /^No bytes of an earlier packet in 1 frame\. /,
  );
  expect(headline({ ...UNEVENTFUL, release: '2.0.0' })).toMatch(/ The release was netchannel 2\.0\.0\.$/);
});

test('what netback got at without a frame is told, and which flaw let it', () => {
  const told = headline({ ...UNEVENTFUL, ownBytes: 95 });
  expect(told).toContain('Netback got at 95 bytes that the unikernel had for itself.');
  expect(told).toContain(
    'netchannel 1.10.1 uses a page again that netback may still have mapped (OSEC-2019-02).',
  );
  expect(told).not.toContain('leaks nothing');
  // Which waits until the page is unmapped: it is not to blame for that.
  expect(headline({ ...UNEVENTFUL, release: '1.10.2', ownBytes: 95 })).not.toContain('OSEC-2019-02).');
  // Which went wrong in the other way, too.
  expect(headline({ ...EVENTFUL, ownBytes: 1 })).toMatch(/Netback got at 1 byte that .* \(OSEC-2019-01\)\.$/);
});

test('it is told where no frame crossed at all', () => {
  const totals = { ...UNEVENTFUL.totals, frames: 0 };
  expect(headline({ ...UNEVENTFUL, totals, ownBytes: 8 })).toContain('Netback got at 8 bytes');
});

const CHANNEL = {
  frames: 4,
  txFrames: 4,
  rxFrames: 0,
  bytes: 400,
  delivered: 4,
  discarded: 0,
  unverifiable: 0,
  notJudged: 0,
  leakedBytes: 0,
  nonZeroLeakedBytes: 0,
  crossRecipientBytes: 0,
  leakingFrames: 0,
  crossRecipientFrames: 0,
  passedOnBytes: 0,
  passedOnFrames: 0,
};

test('of several channels, whose device leaks is told, and whose pages the unikernel got at', () => {
  const uplink = { ...CHANNEL, name: 'uplink', netfront: '2.1.8', netback: '2.1.8' };
  const work = { ...CHANNEL, name: 'work', netfront: '1.10.0', netback: '2.1.8', leakedBytes: 24 };
  const home = { ...CHANNEL, name: 'home', netfront: '1.4.1', netback: '2.1.8', ownBytes: 5 };
  const all = { ...EVENTFUL, release: '2.1.8', channels: [home, work, uplink], ownBytes: 7 };
  const told = headline(all);
  expect(told).toContain(
    'Netback got at 2 bytes that the unikernel had for itself. The unikernel, as the netback of home, got at 5 bytes that home had for itself.',
  );
  expect(told).toContain('netchannel 1.10.0, which work runs, hands packet writers blocks');
  expect(told).toContain('netchannel 1.4.1, which home runs, uses a page again');
  expect(told).not.toContain('2.1.8');
  expect(devicesAtFault(all)).toEqual([
    { device: '1.10.0', channels: ['work'], hurt: true, ownBytes: 0 },
    { device: '1.4.1', channels: ['home'], hurt: false, ownBytes: 5 },
  ]);
  const own = { ...all, channels: [{ ...home, netfront: 'own' }, uplink], ownBytes: 5 };
  expect(headline(own)).toContain("home runs a device of the script's own.");
  const harmless = { ...UNEVENTFUL, channels: [{ ...CHANNEL, ...uplink, leakedBytes: 0 }] };
  expect(headline(harmless)).toContain('netchannel 1.10.1 leaks nothing');
});
