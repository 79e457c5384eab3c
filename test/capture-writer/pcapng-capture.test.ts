import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { runSubject } from '../../src/capture-writer/capture-subject.ts';
import { CaptureTimeError } from '../../src/capture-writer/capture-time-error.ts';
import { PcapngCapture, sectionOf } from '../../src/capture-writer/pcapng-capture.ts';
import { createPcapngStream } from '../../src/pcap-writer/index.ts';
import { loadScript } from '../../src/script/index.ts';
import type { Vantage } from '../../src/simulation/capture/vantage.ts';
import { runScript } from '../../src/simulation/run.ts';
import { DEMO } from '../cli/binary.ts';
import { optionTexts, optionValues, readStrictly, type StrictBlock } from '../support/strict-pcapng.ts';

const script = loadScript(DEMO, 'demo.yaml');

function open(vantage?: Vantage) {
  const stream = new PassThrough();
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const subject = runSubject({ script, release: '1.10.0', seed: 1 });
  const writer = createPcapngStream(stream, sectionOf(subject));
  const capture = new PcapngCapture(writer, subject, { file: null, vantage });
  const packets = (): StrictBlock[] =>
    readStrictly(Buffer.concat(chunks)).filter((block) => block.type === 'packet');
  return { capture, packets };
}

test('frames of a second run have numbers of their own, which comments refer to', async () => {
  const { capture, packets } = open();
  const { leaks, totals } = await runScript(script, { capture });
  await runScript(script, { capture });
  await capture.close();
  expect(totals.frames).toBe(4);
  const ids = packets().map((packet) => optionValues(packet, 5)[0]?.readBigUInt64LE());
  expect(ids).toEqual([1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n]);
  const sources = leaks.flatMap(({ ranges }) => ranges.map(({ source }) => source.number ?? 0));
  expect(sources.length).toBeGreaterThan(0);
  const told = packets()
    .flatMap((packet) => optionTexts(packet, 1))
    .flatMap((line) => / from frame (\d+) /.exec(line)?.[1] ?? []);
  expect(told.map(Number)).toEqual([...sources, ...sources.map((number) => number + totals.frames)]);
});

test('so have frames that are seen twice', async () => {
  const { capture, packets } = open('both');
  await runScript(script, { capture });
  await runScript(script, { capture });
  await capture.close();
  const ids = packets().map((packet) => Number(optionValues(packet, 5)[0]?.readBigUInt64LE()));
  expect(ids).toEqual([1, 2, 3, 4, 5, 6, 7, 8].flatMap((id) => [id, id]));
  const told = packets().flatMap((packet) => optionTexts(packet, 1).map((line) => [packet.offset, line]));
  const first = told.filter(([, line]) => /from packet id [1-4] /.test(String(line)));
  const second = told.filter(([, line]) => /from packet id [5-8] /.test(String(line)));
  expect(second.length).toBe(first.length);
  expect(second.length).toBeGreaterThan(0);
});

test('every finding is told even if the result lists none, and listeners are told as well', async () => {
  const { capture, packets } = open();
  const heard: (number | null)[] = [];
  const listener = { leak: ({ frame }: { frame: { number: number | null } }) => heard.push(frame.number) };
  const result = await runScript(script, { capture, listed: 0, listener });
  await capture.close();
  expect(result.leaks).toEqual([]);
  expect(heard).toHaveLength(result.totals.leakingFrames);
  const leaking = packets().flatMap((packet, i) =>
    optionTexts(packet, 1).some((line) => line.startsWith('leak: ')) ? [i + 1] : [],
  );
  expect(leaking).toEqual(heard);
});

test('a time beyond the format is refused, and again when the capture is closed', async () => {
  const { capture, packets } = open();
  const write = (seconds: number): boolean => capture.write(seconds, 0, new Uint8Array(14), 0, 14);
  write(18_446_744_072);
  expect(() => write(18_446_744_073)).toThrow(CaptureTimeError);
  await expect(capture.close()).rejects.toThrow('no times after 2554-07-21');
  expect(packets()).toHaveLength(1);
});
