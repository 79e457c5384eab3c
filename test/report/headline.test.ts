import { expect, test } from 'vitest';
import { headline, staleMemoryHurt } from '../../src/report/headline.ts';
import { EVENTFUL, UNEVENTFUL } from './fixture.ts';

test('a leak is told in plain words', () => {
  expect(headline(EVENTFUL)).toBe(
    '1 of 10 frames carried 30 bytes of earlier packets to somebody whom these were not meant for. 2 frames were dropped by the receiver; of 3 wrong checksums 2 came from stale memory, 1 is a bug of the writer. netchannel 1.10.0 hands packet writers blocks of shared memory in which old packets still are (OSEC-2019-01).',
  );
});

test.each([
  [0, 'carried 30 bytes of earlier packets, none to anybody but whom they were meant for.'],
  [2, 'carried 30 bytes of earlier packets, 2 of them to somebody whom these were not meant for.'],
  [3, 'carried 30 bytes of earlier packets to somebody whom these were not meant for.'],
])('%i of 3 leaking frames went astray', (crossRecipientFrames, expected) => {
  const totals = { ...EVENTFUL.totals, leakingFrames: 3, crossRecipientFrames };
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
