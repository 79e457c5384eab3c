import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { inspectTraffic } from '../../src/page/inspect-traffic.ts';
import { inspectionStory } from '../../src/page/inspection-story.ts';
import { Owners } from '../../src/page/owners.ts';
import { pcapOf } from '../inspection/inspected.ts';
import * as build from '../wire/frame-builder.ts';

const datagram = (payload: readonly number[]): number[] =>
  build.ipv4({ protocol: 17, payload: build.udp(build.IPV4_PAIR, [1, 2], [...payload]) });

const LONG = datagram([...Buffer.from('the password of alice is swordfish, and nobody is told')]);
const SHORT = datagram([...Buffer.from('hi')]);

async function told(number: number): Promise<string> {
  const reused = [...SHORT, ...LONG.slice(SHORT.length, 60)];
  const poisoned = [...SHORT, ...new Array<number>(60 - SHORT.length).fill(0x6b)];
  const capture = gzipSync(pcapOf(LONG, reused, poisoned)).toString('base64');
  const inspected = await inspectTraffic({ how: 'inspect', file: 'x.pcap', name: 'x', capture });
  const owners = new Owners({ names: {}, steps: [] }, inspected.frames);
  return inspectionStory(inspected, owners, inspected.frames[number - 1], inspected.frames[0]).frame;
}

test('padding whose source is known is not told as that of nobody', async () => {
  expect(await told(2)).toMatch(
    / 16 are the same as in packet 1, .*: memory that was used again and not cleared\.$/,
  );
});

test('padding that is poison counts once', async () => {
  expect(await told(3)).toMatch(/ 16 bytes look like old memory, and nobody knows whose\.$/);
});
