import type {
  ChecksumFailure,
  FrameEntry,
  FrameIdentity,
  Leak,
  StaleSource,
} from '../../src/audit/findings.ts';
import type { RunResult } from '../../src/simulation/result.ts';

const SECRET = 'the password is swordfish';

export const TO_ALICE: FrameIdentity = {
  number: 3,
  step: 1,
  direction: 'tx',
  protocol: 'udp',
  flow: 'udp 10.0.0.1:1000 > 10.0.0.10:2000',
  recipient: { kind: 'ipv4', address: '10.0.0.10', host: 'alice' },
};

export const TO_BOB: FrameIdentity = {
  number: 7,
  step: 2,
  direction: 'tx',
  protocol: 'icmp',
  flow: 'icmp 10.0.0.1 > 10.0.0.11 echo request',
  recipient: { kind: 'ipv4', address: '10.0.0.11', host: 'bob' },
};

export function fromAlice(offset: number): StaleSource {
  return { ...TO_ALICE, offset, framesAgo: 4 };
}

const NEVER_SENT: StaleSource = {
  ...TO_BOB,
  number: null,
  step: 3,
  flow: 'tcp 10.0.0.1:80 > 10.0.0.11:4000',
  offset: 200,
  framesAgo: null,
};

/** A frame of 300 bytes: a stale type of service, a piece of a secret, and four bytes far behind the excerpt. */
export const LEAK: Leak = {
  frame: TO_BOB,
  length: 300,
  verdict: 'delivered',
  ranges: [
    {
      start: 15,
      end: 16,
      field: 'ipv4.tos',
      bytes: Uint8Array.of(0x5a),
      nonZero: 1,
      source: fromAlice(15),
      crossRecipient: true,
      summedInto: ['ipv4'],
    },
    {
      start: 50,
      end: 50 + SECRET.length,
      field: 'icmp.payload',
      bytes: new TextEncoder().encode(SECRET),
      nonZero: SECRET.length,
      source: fromAlice(60),
      crossRecipient: true,
      summedInto: ['icmp'],
    },
    {
      start: 200,
      end: 204,
      field: 'icmp.payload',
      bytes: Uint8Array.of(0, 1, 2, 0),
      nonZero: 2,
      source: NEVER_SENT,
      crossRecipient: false,
      summedInto: [],
    },
  ],
  leakedBytes: 1 + SECRET.length + 4,
  nonZeroBytes: 1 + SECRET.length + 2,
  crossRecipientBytes: 1 + SECRET.length,
  excerpt: { start: 0, bytes: excerpt() },
};

/** The checksum field of frame 7 held 0x1234 while it was summed. */
export const FIELD_FAILURE: ChecksumFailure = {
  frame: TO_BOB,
  protocol: 'ipv4',
  offset: 24,
  found: 0x1000,
  expected: 0x2234,
  cause: 'stale-memory',
  staleSummed: [
    { start: 15, end: 16, source: fromAlice(15) },
    { start: 24, end: 26, source: fromAlice(24) },
  ],
};

/** 100 bytes past the end of frame 7 were summed. */
export const BEYOND_FAILURE: ChecksumFailure = {
  frame: TO_BOB,
  protocol: 'icmp',
  offset: 36,
  found: 0xfff0,
  expected: 0x0001,
  cause: 'stale-memory',
  staleSummed: [{ start: 300, end: 400, source: NEVER_SENT }],
};

/** Somebody at the other end sent a datagram with a wrong checksum. */
export const RX_FAILURE: ChecksumFailure = {
  frame: {
    number: 9,
    step: 0,
    direction: 'rx',
    protocol: 'udp',
    flow: 'udp 10.0.0.11:1 > 10.0.0.1:2',
    recipient: { kind: 'ipv4', address: '10.0.0.1' },
  },
  protocol: 'udp',
  offset: 40,
  found: 0x0001,
  expected: 0xabcd,
  cause: 'writer',
  staleSummed: [],
};

/** A run in which everything that there is to report has happened. */
export const EVENTFUL: RunResult = {
  script: { name: 'fixture', file: 'fixture.yaml', description: 'Made by hand' },
  release: '1.10.0',
  seed: 42,
  steps: [
    { index: 0, label: 'bob calls', line: 10 },
    { index: 1, label: 'the secret', line: 12 },
    { index: 2, label: 'ping bob', line: 14 },
    { index: 3, label: 'too big', line: 0 },
  ],
  names: { '10.0.0.1': 'unikernel', '10.0.0.10': 'alice', '10.0.0.11': 'bob' },
  stepsTaken: 12,
  writes: 11,
  blockedWrites: 2,
  errors: [{ step: 3, message: 'Cannot send the frame: its length 9 exceeds the announced size 8' }],
  errorCount: 1,
  device: {
    pagesGranted: 2,
    bytesCleared: 0,
    bytesCopied: 0,
    notifications: { frontToBack: 5, backToFront: 6 },
    responsesDropped: 0,
    responsesRefused: 0,
    responsesDelayed: 0,
    grantsRefused: 0,
  },
  complete: true,
  expectations: {
    checked: 3,
    failed: 2,
    unchecked: 0,
    items: [
      {
        line: 3,
        column: 5,
        step: null,
        label: 'the run',
        what: 'no leaked byte',
        met: false,
        checked: true,
        failures: 1,
      },
      {
        line: 15,
        column: 7,
        step: 2,
        label: 'ping bob',
        what: '41 at byte 15',
        met: false,
        checked: true,
        failures: 1,
      },
      {
        line: 16,
        column: 7,
        step: 2,
        label: 'ping bob',
        what: '300 bytes',
        met: true,
        checked: true,
        failures: 0,
      },
    ],
    failures: [
      {
        line: 3,
        column: 5,
        step: null,
        release: '1.10.0',
        field: 'leaked',
        expected: 'no leaked byte',
        found: '30 leaked bytes',
        frame: null,
        excerpt: null,
      },
      {
        line: 15,
        column: 7,
        step: 2,
        release: '1.10.0',
        field: 'bytes',
        expected: '41 at byte 15',
        found: '5a',
        frame: 7,
        excerpt: {
          start: 0,
          bytes: excerpt(),
          length: 300,
          marks: [{ start: 15, end: 16 }],
          expected: { start: 15, bytes: Uint8Array.of(0x41) },
        },
      },
    ],
    failureCount: 2,
  },
  notes: [
    {
      step: 0,
      text: 'bob is new',
      time: 0,
      frames: 3,
      delivered: 3,
      discarded: 0,
      notJudged: 0,
      leakedBytes: 0,
    },
    {
      step: 2,
      text: 'and then',
      time: 0.0120005,
      frames: 7,
      delivered: 4,
      discarded: 2,
      notJudged: 0,
      leakedBytes: 30,
    },
  ],
  noteCount: 2,
  totals: {
    frames: 10,
    txFrames: 9,
    rxFrames: 1,
    delivered: 6,
    discarded: 2,
    unverifiable: 1,
    notJudged: 1,
    bytes: 12345,
    writtenBytes: 12000,
    cleanBytes: 315,
    patternedBytes: 0,
    leakedBytes: LEAK.leakedBytes,
    nonZeroLeakedBytes: LEAK.nonZeroBytes,
    crossRecipientBytes: LEAK.crossRecipientBytes,
    leakingFrames: 1,
    crossRecipientFrames: 1,
    checksumFailures: 3,
  },
  notJudgedReasons: [
    {
      reason: 'ethertype',
      value: 0x88b5,
      text: 'ethertype 0x88b5 (for local experiments) is not known',
      frames: 1,
      firstFrame: 8,
    },
  ],
  checksumGroups: [
    { protocol: 'ipv4', cause: 'stale-memory', failures: 1, firstFrame: 7 },
    { protocol: 'icmp', cause: 'stale-memory', failures: 1, firstFrame: 7 },
    { protocol: 'udp', cause: 'writer', failures: 1, firstFrame: 9 },
  ],
  checksumFailures: [FIELD_FAILURE, BEYOND_FAILURE, RX_FAILURE],
  leakGroups: [
    {
      from: TO_ALICE.recipient,
      to: TO_BOB.recipient,
      field: 'icmp.payload',
      frames: 1,
      bytes: SECRET.length,
      nonZeroBytes: SECRET.length,
      crossRecipient: true,
      firstFrame: 7,
    },
    {
      from: TO_BOB.recipient,
      to: TO_BOB.recipient,
      field: 'icmp.payload',
      frames: 1,
      bytes: 4,
      nonZeroBytes: 2,
      crossRecipient: false,
      firstFrame: 7,
    },
  ],
  leaks: [LEAK],
  largestLeak: LEAK,
  secrets: [],
  frames: Array.from({ length: 10 }, (_, i) => frame(i + 1)),
};

/** The same under the fixed release: nothing to report. */
export const UNEVENTFUL: RunResult = {
  ...EVENTFUL,
  release: '1.10.1',
  errors: [],
  errorCount: 0,
  totals: {
    ...EVENTFUL.totals,
    delivered: 9,
    discarded: 0,
    unverifiable: 0,
    notJudged: 1,
    cleanBytes: 345,
    patternedBytes: 0,
    leakedBytes: 0,
    nonZeroLeakedBytes: 0,
    crossRecipientBytes: 0,
    leakingFrames: 0,
    crossRecipientFrames: 0,
    checksumFailures: 0,
  },
  checksumGroups: [],
  checksumFailures: [],
  leakGroups: [],
  leaks: [],
  largestLeak: null,
  frames: EVENTFUL.frames.map((entry) => ({
    ...entry,
    verdict: 'delivered',
    leakedBytes: 0,
    nonZeroLeakedBytes: 0,
    crossRecipientBytes: 0,
  })),
  expectations: { checked: 0, failed: 0, unchecked: 0, items: [], failures: [], failureCount: 0 },
};

/** The frame with this number of the run in which everything has happened. */
function frame(number: number): FrameEntry {
  const leaking = number === 7 ? LEAK : undefined;
  const received = number === 9;
  const identity = received ? RX_FAILURE.frame : number === 7 ? TO_BOB : TO_ALICE;
  return {
    ...identity,
    number,
    time: (number - 1) / 1000,
    sender: { kind: 'ipv4', address: received ? '10.0.0.11' : '10.0.0.1' },
    length: leaking?.length ?? 60,
    verdict: number === 7 || received ? 'discarded' : number === 2 ? 'unverifiable' : 'delivered',
    leakedBytes: leaking?.leakedBytes ?? 0,
    nonZeroLeakedBytes: leaking?.nonZeroBytes ?? 0,
    crossRecipientBytes: leaking?.crossRecipientBytes ?? 0,
    blocks: received ? [] : [{ id: number - 1, page: (number - 1) >> 1, gref: 8, offset: 0 }],
    slots: [received ? 0 : number - 1],
  };
}

function excerpt(): Uint8Array {
  const bytes = Uint8Array.from({ length: 128 }, (_, i) => i);
  bytes[15] = 0x5a;
  bytes.set(new TextEncoder().encode(SECRET), 50);
  return bytes;
}
