/** What an inspection writes beside packets: a finding a comment, in the form of those of runs. */
import { describe, expect, test } from 'vitest';
import { CaptureReader } from '../../../src/capture-reader/index.ts';
import { FrameFindings } from '../../../src/inspection/frame-findings.ts';
import { Inspector } from '../../../src/inspection/inspector.ts';
import { canaryOf } from '../../../src/inspection/old-memory/canary.ts';
import type { OldMemoryOptions } from '../../../src/inspection/old-memory/old-memory.ts';
import { inspectionComments } from '../../../src/report/inspection/comments.ts';
import { pcapOf, stored } from '../../inspection/inspected.ts';
import { ownRun } from '../../inspection/own-run.ts';
import * as build from '../../wire/frame-builder.ts';

/** The comments of each packet that has some, by its number, with no finding listed otherwise. */
function commentsIn(capture: Uint8Array, options: OldMemoryOptions = {}): Record<number, string[]> {
  const reader = new CaptureReader();
  const found = new FrameFindings();
  const inspector = new Inspector(0, undefined, options, found);
  reader.push(capture);
  reader.end();
  const all: Record<number, string[]> = {};
  while (reader.next()) {
    inspector.inspect(reader.packet);
    const comments = inspectionComments(found);
    if (comments.length > 0) all[reader.packet.number] = comments;
  }
  return all;
}

const HELLO = build.ipv4({ protocol: 17, payload: build.udp(build.IPV4_PAIR, [1, 2], [104, 105]) });
const padded = (...bytes: (string | number)[]): number[] => [
  ...HELLO,
  ...Buffer.from(bytes.flatMap((b) => (typeof b === 'string' ? [...Buffer.from(b)] : [b]))),
];

describe('comments of an inspection', () => {
  test('tell each finding of a capture of our own, and nothing twice', async () => {
    const { capture } = await ownRun('1.10.0');
    expect(commentsIn(capture)).toEqual({
      6: ['checksum: ipv4 0xfdd9, should be 0x3bda', 'verdict: discarded'],
      7: ['checksum: ipv4 0x3de4, should be 0x3bbe', 'verdict: discarded'],
      8: [
        'checksum: ipv4 0xfe07, should be 0x3bec',
        'checksum: icmp 0x2c8e, should be 0x0a72',
        'verdict: discarded',
      ],
      9: ['checksum: ipv4 0xbc9c, should be 0xbaa4', 'verdict: discarded'],
      11: [
        'leak: 111 bytes at 23..133 from frame 10 (udp to 10.0.0.10), offset 23: …"to alice: token=9b1d-feedface-0badcafe valid-unt"…',
      ],
      12: ['checksum: icmpv6 0xffc5, should be 0x80b0', 'verdict: discarded'],
    });
  });

  test('say which of what was in an earlier frame is a secret, and tell one elsewhere by itself', async () => {
    const { capture } = await ownRun('1.10.0');
    const canaries = [canaryOf('9b1d-feedface')];
    const all = commentsIn(capture, { canaries });
    expect(all[11]?.[0]).toContain('offset 23, 13 bytes of secret 9b1d-feedface: …"');
    expect(all[10]).toEqual([
      expect.stringMatching(
        /^leak: 13 bytes at \d+\.\.\d+ from a secret \(9b1d-feedface\): "9b1d-feedface"$/,
      ),
    ]);
  });

  test('name poison, pointers and padding', () => {
    const frames = [
      padded(...new Array<number>(16).fill(0x6b)),
      padded(0x40, 0x12, 0x34, 0x56, 0x80, 0x88, 0xff, 0xff),
      padded(0, 0, 'password'),
    ];
    expect(commentsIn(pcapOf(...frames))).toEqual({
      1: [
        expect.stringMatching(
          /^leak: 16 bytes at 44\.\.59 from poison \(freed object of Linux \(SLUB\)\), in trailer: "k{16}"$/,
        ),
      ],
      2: [
        expect.stringMatching(
          /^leak: 8 bytes at 44\.\.51 from the kernel \(a pointer, 0xffff888056341240\), in trailer: /,
        ),
      ],
      3: ['padding: 8 of 10 bytes at 44..53 not zero: …"password"'],
    });
  });

  test('tell what was wrong on the way, and in a packet in a packet', () => {
    const wrong = expect.stringMatching(
      /^checksum: frame check sequence 0x[0-9a-f]{8}, should be 0x[0-9a-f]{8}$/,
    );
    expect(commentsIn(stored('wrong-fcs.pcapng'))).toEqual({ 2: [wrong], 4: [wrong] });
    const within = Object.values(commentsIn(stored('checksums-everywhere.pcap'))).flat();
    expect(within).toContainEqual(
      expect.stringMatching(/^checksum: udp 0x\w{4}, should be 0x\w{4}, within vxlan$/),
    );
  });

  test('end, however much there is', () => {
    const canaries = Array.from({ length: 20 }, () => canaryOf('a'));
    const frame = build.ipv4({
      protocol: 17,
      payload: build.udp(build.IPV4_PAIR, [1, 2], [...Buffer.from('a'.repeat(400))]),
    });
    const [comments] = Object.values(commentsIn(pcapOf(frame), { canaries }));
    expect(comments).toHaveLength(49);
    expect(comments?.at(-1)).toBe('and 272 more ranges of old memory');
  });

  test('hold nothing that a terminal obeys, and are bounded', () => {
    const canaries = [{ name: `\u001b[31m\u202e${'x'.repeat(5000)}`, bytes: Buffer.from('hi') }];
    const [[comment = ''] = []] = Object.values(commentsIn(pcapOf(HELLO), { canaries }));
    expect(comment).toMatch(/^leak: 2 bytes at 42\.\.43 from a secret \(\\u\{1b\}\[31m\\u\{202e\}x+…$/);
    expect(comment.length).toBeLessThan(1100);
  });
});
