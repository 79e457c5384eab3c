import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { canaryOf } from '../../src/inspection/old-memory/canary.ts';
import type { OldMemory } from '../../src/inspection/old-memory/result.ts';
import type { InspectionResult } from '../../src/inspection/result.ts';
import type { Release } from '../../src/netchannel/releases.ts';
import { renderInspection } from '../../src/report/inspection/text.ts';
import { loadScript } from '../../src/script/load-script.ts';
import { runScript } from '../../src/simulation/run.ts';
import { enhanced, interfaceBlock, pcap, section } from '../capture-reader/capture-builder.ts';
import { ONE_CHANNEL_SAMPLES } from '../support/one-channel-samples.ts';
import { steps } from '../support/random-steps.ts';
import { runSteps } from '../support/run-steps.ts';
import {
  ALICE,
  BOB,
  icmp,
  inShort,
  lookAt,
  lookInto,
  noise,
  OTHER_SENDER,
  raw,
  SENDER,
  udp,
} from './old-memory/frames.ts';
import {
  asFarAsTold,
  COOKED,
  captureOn,
  carried,
  isMaybeDamaged,
  OTHER_LINKS,
  onLink,
  shiftOf,
} from './other-links.ts';

const SAMPLES = path.join(import.meta.dirname, '../../samples');
const BODY = { body: true };
const LISTED = 100_000;

type Frames = readonly (readonly number[])[];

async function runSample(file: string, release: Release): Promise<number[][]> {
  const frames: number[][] = [];
  await runScript(loadScript(readFileSync(path.join(SAMPLES, file), 'utf8'), file), {
    release,
    listener: {
      frame: ({ bytes, offset, length }) => frames.push([...bytes.subarray(offset, offset + length)]),
    },
  });
  return frames;
}

/** What is the same on every link. @param shift - what offsets are moved back by */
function findingsOf({ oldMemory }: InspectionResult, shift = 0) {
  return oldMemory.map((finding: OldMemory) => {
    const { frame, place, evidence, start, end, field, source, what, bytes } = finding;
    return {
      frame: frame.number,
      place,
      evidence,
      start: start - shift,
      end: end - shift,
      field,
      what,
      source: source === null ? null : [source.frame, source.offset - shift],
      bytes: Buffer.from(bytes).toString('hex'),
    };
  });
}

function expectTheSame(link: (typeof OTHER_LINKS)[number], all: Frames): number {
  const frames = carried(link, all);
  const shift = shiftOf(link);
  const onLink = lookInto(captureOn(link, frames), BODY, LISTED);
  const onEthernet = lookAt(asFarAsTold(link, frames), BODY, LISTED);
  expect(onLink.totals.frames).toBe(frames.length);
  const isTold = ({ frame }: { frame: number }): boolean => !isMaybeDamaged(link, frames[frame - 1] ?? []);
  expect(findingsOf(onLink, shift)).toEqual(findingsOf(onEthernet).filter(isTold));
  const stale = onLink.oldMemory.filter(({ source }) => source !== null);
  expect(onLink.totals.staleBytes).toBe(stale.reduce((sum, { start, end }) => sum + end - start, 0));
  return onLink.totals.staleBytes;
}

/** What crossed the channel when each sample was run. */
let leaking: { file: string; frames: number[][] }[];
let clean: typeof leaking;
beforeAll(async () => {
  const run = (release: Release) =>
    Promise.all(ONE_CHANNEL_SAMPLES.map(async (file) => ({ file, frames: await runSample(file, release) })));
  leaking = await run('1.10.0');
  clean = await run('1.10.1');
});

describe.each(OTHER_LINKS)('our own runs on $name', (link) => {
  test('what 1.10.0 leaks in samples is found as on Ethernet', () => {
    const stale = leaking.map(({ frames }) => expectTheSame(link, frames));
    // In the samples, all that declares its length is written.
    if (!link.isIpOnly) expect(Math.max(...stale)).toBeGreaterThan(100);
  });

  test('and of 1.10.1 nothing', () => {
    for (const { file, frames } of clean) {
      expect(lookInto(captureOn(link, carried(link, frames)), BODY).oldMemory, file).toEqual([]);
    }
  });

  test('what it leaks in random workloads, too', () => {
    fc.assert(
      fc.property(steps(60), (workload) => {
        const { frames } = runSteps(workload, '1.10.0');
        expectTheSame(
          link,
          frames.map(({ bytes }) => [...bytes]),
        );
      }),
      { numRuns: 12, endOnFailure: true },
    );
  });
});

/** The padding of frames of which each is behind a packet for somebody else, told in short. */
const SECRET = noise(24, 5);
const LEAKING: Frames = [
  udp(ALICE, 10, [...noise(18, 2), ...SECRET]),
  udp(BOB, 11, noise(18, 3), SECRET),
  udp(ALICE, 10, noise(18, 4), noise(30, 9)),
];

describe.each(OTHER_LINKS)('on $name', (link) => {
  const shift = shiftOf(link);
  const capture = captureOn(link, LEAKING);

  test('what is behind a packet is told by its place in the packet that was captured', () => {
    const [finding, ...others] = lookInto(capture).oldMemory;
    expect(others).toEqual([]);
    const bytes = onLink(link, LEAKING[1] ?? []);
    const { start = 0, end = 0, source } = finding ?? {};
    expect(bytes.slice(start, end)).toEqual(SECRET);
    expect(onLink(link, LEAKING[0] ?? []).slice(source?.offset, (source?.offset ?? 0) + 24)).toEqual(SECRET);
    expect(finding).toMatchObject({ start: 60 + shift, crossRecipient: true, field: 'trailer' });
    expect(finding?.source).toMatchObject({ frame: 1, recipient: '10.0.0.10' });
  });

  test('who sent it goes by the address of its link, or else by its IP address', () => {
    const [sender] = lookInto(capture).senders;
    const address = link.isIpOnly ? '10.0.0.1' : '00:16:3e:00:00:01';
    expect(sender).toMatchObject({ address, padding: 'earlier-frames', frames: 3, earlierPadded: 1 });
  });

  test('secrets, and who may have them by IP address; made MAC addresses are nobody', () => {
    const canaries = [canaryOf(`hex:${Buffer.from(SECRET).toString('hex')}`), canaryOf('hex:02000a00000a')];
    const whom = (...allowed: string[]): number[] =>
      lookInto(capture, { canaries, allowed: new Set(allowed) })
        .oldMemory.filter(({ evidence }) => evidence === 'secret')
        .map(({ frame }) => frame.number);
    expect(whom()).toEqual([1, 2]);
    expect(whom('10.0.0.10')).toEqual([2]);
    expect(whom('02:00:0a:00:00:0b')).toEqual([1, 2]);
  });

  test('poison and kernel pointers behind a packet', () => {
    const pointer = [0x78, 0x56, 0x34, 0x12, 0x80, 0x88, 0xff, 0xff];
    const frames = [udp(BOB, 11, noise(18), [0x6b, 0x6b, 0x6b, 0x6b, 0x6b, 0xa5, 1, 2, 3, ...pointer])];
    expect(inShort(lookInto(captureOn(link, frames)))).toEqual([
      [1, 'poison', 'padding', 60 + shift, 66 + shift],
      [1, 'pointer', 'padding', 69 + shift, 77 + shift],
    ]);
  });

  test('fields that have to be zero', () => {
    const frames = [icmp(11, 3, [7, 7, 7, 7], noise(28))];
    expect(inShort(lookInto(captureOn(link, frames))).map(([, ...rest]) => rest)).toEqual([
      ['not-zero', 'reserved', 38 + shift, 39 + shift],
      ['not-zero', 'reserved', 40 + shift, 42 + shift],
    ]);
  });

  test('a packet that was cut shows it as far as it was captured', () => {
    const [first = [], second = []] = LEAKING.map((frame) => onLink(link, frame));
    const packets = [first, second].map((bytes) => ({ bytes: Uint8Array.from(bytes) }));
    const cut = { bytes: Uint8Array.from(second.slice(0, -4)), originalLength: second.length };
    const found = lookInto(pcap([packets[0] ?? cut, cut], { linkType: link.linkType }));
    expect(inShort(found)).toEqual([
      [2, 'same-offset', 'padding', 60 + shift, 80 + shift, 1, 60 + shift, true],
    ]);
  });
});

describe('a link that does not tell whom a frame is for', () => {
  test('is not said to have told it', () => {
    const secret = noise(60, 7);
    const frames = [udp(ALICE, 10, secret), raw(BOB, [...noise(28, 8), ...secret.slice(0, 50)])];
    const result = lookInto(captureOn(COOKED, frames));
    expect(result.totals).toMatchObject({ staleBytes: 50, crossRecipientBytes: 0 });
    expect(result.oldMemory).toMatchObject([
      {
        frame: { flow: 'ethernet 00:16:3e:00:00:01 type 0x88b5' },
        crossRecipient: false,
        recipientUntold: true,
        source: { recipient: '10.0.0.10' },
      },
    ]);
    expect(renderInspection(result, { width: 200 }).replaceAll('\n', ' ')).toContain(
      '; they were meant for 10.0.0.10, and the capture does not tell whom this is for',
    );
    const other = lookInto(captureOn(COOKED, frames.toReversed()), BODY);
    expect(other.oldMemory).toMatchObject([
      { crossRecipient: false, recipientUntold: true, source: { recipient: '' } },
    ]);
    expect(renderInspection(other, { width: 200 })).toContain(
      'equal frame 1 (ethernet) at 44; the capture does not tell whom they were meant for',
    );
  });

  test('frames of one kind may be for the same, and are not compared', () => {
    const body = noise(80, 3);
    const frames = [raw(ALICE, body), raw(BOB, [...noise(20, 4), ...body.slice(20)])];
    expect(lookInto(captureOn(COOKED, frames), BODY).oldMemory).toEqual([]);
    expect(lookAt(frames, BODY).oldMemory).toHaveLength(1);
  });
});

test('what a host got is in its memory, on a link that tells who sends', () => {
  const secret = noise(30, 6);
  const toSender = [...udp(SENDER, 1, [...noise(18, 2), ...secret])];
  toSender.splice(6, 6, ...OTHER_SENDER);
  toSender.splice(26, 4, 10, 0, 0, 9);
  const frames = [udp(ALICE, 10, noise(18, 1)), toSender, udp(BOB, 11, noise(18, 3), secret)];
  for (const link of OTHER_LINKS) {
    const [finding] = lookInto(captureOn(link, frames)).oldMemory;
    expect([link.name, finding?.frame.number, finding?.source?.frame]).toEqual([link.name, 3, 2]);
  }
});

describe('several links in one capture', () => {
  const frames = LEAKING.slice(0, 2);
  const [ofAlice, ofBob] = frames.map((frame) => Uint8Array.from(frame)) as [Uint8Array, Uint8Array];
  const cooked = (frame: Uint8Array): Uint8Array => Uint8Array.from(onLink(COOKED, [...frame]));
  const captured = (...packets: [interfaceId: number, bytes: Uint8Array][]): Buffer =>
    Buffer.concat([
      section(true),
      interfaceBlock(true),
      interfaceBlock(true, { linkType: 113 }),
      ...packets.map(([interfaceId, bytes]) => enhanced(true, { interfaceId, bytes })),
    ]);

  test('are each looked into, and packets compared with those of their own', () => {
    const found = lookInto(captured([0, ofAlice], [1, cooked(ofAlice)], [0, ofBob], [1, cooked(ofBob)]));
    expect(inShort(found)).toEqual([
      [3, 'same-offset', 'padding', 60, 84, 1, 60, true],
      [4, 'same-offset', 'padding', 62, 86, 2, 62, true],
    ]);
    expect(found.senders).toMatchObject([{ address: '00:16:3e:00:00:01', frames: 4, earlierPadded: 2 }]);
  });

  test('what was on another link is no source, though its packets may lie as those of this one do', () => {
    expect(lookInto(captured([0, ofAlice], [1, cooked(ofBob)])).oldMemory).toEqual([]);
    const loopback = (frame: number[], family: number[]): Uint8Array =>
      Uint8Array.from([...family, ...frame.slice(14)]);
    const [first, second] = frames as [number[], number[]];
    const onLoopbacks = (other: number): Buffer =>
      Buffer.concat([
        section(true),
        interfaceBlock(true, { linkType: 0 }),
        interfaceBlock(true, { linkType: 108 }),
        enhanced(true, { interfaceId: 0, bytes: loopback(first, [2, 0, 0, 0]) }),
        enhanced(true, {
          interfaceId: other,
          bytes: loopback(second, other === 0 ? [2, 0, 0, 0] : [0, 0, 0, 2]),
        }),
      ]);
    expect(lookInto(onLoopbacks(0)).oldMemory).toHaveLength(1);
    expect(lookInto(onLoopbacks(1)).oldMemory).toEqual([]);
  });
});

describe('padding', () => {
  const short = (behind: readonly number[] = []) => udp(ALICE, 10, noise(4), behind);

  test('is asked of what crossed an Ethernet, and of nothing else', () => {
    const habits = (link: (typeof OTHER_LINKS)[number], ...frames: Frames) =>
      lookInto(captureOn(link, frames)).senders.map(({ padding, shortFrames }) => [padding, shortFrames]);
    for (const link of OTHER_LINKS) {
      expect(habits(link, short()), link.name).toEqual([link.isIpOnly ? ['none', 0] : ['unpadded', 1]]);
      const zeros = new Array(14).fill(0);
      expect(habits(link, short(zeros)), link.name).toEqual([['zeros', 0]]);
    }
  });
});

test('no packet that cannot be a frame is looked into', () => {
  const wifi = pcap([{ bytes: Uint8Array.from(noise(100)) }], { linkType: 105 });
  const { totals, notJudgedReasons, senders } = lookInto(wifi, BODY);
  expect(totals).toMatchObject({ frames: 0, otherPackets: 1, oldMemoryFindings: 0 });
  expect(senders).toEqual([]);
  expect(notJudgedReasons[0]?.text).toBe('link type 105 is not looked into');
});

test('why a packet of another link cannot be a frame is told: it is too short, or of no version of IP', () => {
  const reason = (linkType: number, ...bytes: number[]) =>
    lookInto(pcap([{ bytes: Uint8Array.from(bytes) }], { linkType })).notJudgedReasons;
  const short = (linkType: number) => [
    { reason: 'too-short', value: linkType, text: `too short for the header of link type ${linkType}` },
  ];
  const cooked = new Array(16).fill(0xa5);
  expect(reason(113, ...cooked)).toMatchObject(short(113));
  expect(reason(0, 2, 0, 0, 0)).toMatchObject(short(0));
  expect(reason(101)).toMatchObject(short(101));
  // The first byte behind the header says it, not that of the header.
  expect(reason(0, 2, 0, 0, 0, 0x75, 0xa5)).toMatchObject([{ reason: 'ip-version', value: 7 }]);
  expect(reason(101, 0x25, 0xa5)).toMatchObject([{ reason: 'ip-version', value: 2 }]);
});
