import { expect, test } from 'vitest';
import { CaptureError } from '../../src/capture-reader/capture-error.ts';
import { type InspectOptions, inspectCapture } from '../../src/inspection/inspect-capture.ts';
import { PcapWriter } from '../../src/pcap-writer/pcap.ts';

/** Two frames of 60 bytes of which nothing declares the length, in classic pcap. */
async function capture(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const writer = new PcapWriter({
    ready: true,
    write: (chunk, length) => chunks.push(chunk.slice(0, length)),
    drain: async () => undefined,
    flush: async () => undefined,
    close: async () => undefined,
  });
  for (const second of [1, 2]) writer.write(second, 0, new Uint8Array(60).fill(0xa5));
  await writer.close();
  return Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
}

test('a capture in one piece and byte by byte are the same', async () => {
  const bytes = await capture();
  const whole = await inspectCapture([bytes], { file: 'x.pcap' });
  expect(whole).toMatchObject({ file: 'x.pcap', complete: true, damage: null });
  expect(whole.totals.packets).toBe(2);
  expect(
    await inspectCapture(
      [...bytes].map((byte) => Uint8Array.of(byte)),
      { file: 'x.pcap' },
    ),
  ).toEqual(whole);
});

test('of a capture that is cut short, the packets before are told, and where it ends', async () => {
  const bytes = await capture();
  const result = await inspectCapture([bytes.subarray(0, bytes.length - 1)]);
  expect(result.totals.packets).toBe(1);
  expect(result).toMatchObject({ file: null, complete: false, damage: { offset: 24 + 16 + 60 } });
  await expect(inspectCapture([bytes.subarray(0, 30)])).rejects.toThrow(CaptureError);
});

test('a signal stops it between two chunks, without an error', async () => {
  const bytes = await capture();
  const controller = new AbortController();
  const chunks = (function* () {
    yield bytes.subarray(0, 100);
    controller.abort();
    yield bytes.subarray(100);
  })();
  const result = await inspectCapture(chunks, { signal: controller.signal });
  expect(result).toMatchObject({ complete: false, damage: null });
  expect(result.totals.packets).toBe(1);
});

test('poisons, secrets and whom they are for are named as to the command', async () => {
  const bytes = await capture();
  const kinds = async (options: InspectOptions): Promise<string[]> =>
    (await inspectCapture([bytes], options)).oldMemory.map(({ evidence }) => evidence);
  expect(await kinds({ poisons: ['none'] })).toEqual([]);
  expect(await kinds({ poisons: ['0xa5'], body: true })).toEqual(['poison', 'poison']);
  const asked = { poisons: ['none'], secrets: ['hex:a5a5a5a5'] };
  expect(new Set(await kinds(asked))).toEqual(new Set(['secret']));
  expect(await kinds({ ...asked, allow: ['a5:a5:a5:a5:a5:a5'] })).toEqual([]);
});

test.each([
  [{ poisons: ['lava'] }, 'Cannot use "lava" as poison: expected a name or hexadecimal bytes'],
  [{ secrets: [''] }, 'Cannot look for the secret "": it is empty'],
  [{ allow: ['bob'] }, 'Cannot use "bob" as address: expected an IPv4, IPv6 or MAC address'],
])('%j is refused', async (options, message) => {
  await expect(inspectCapture([await capture()], options)).rejects.toThrow(new TypeError(message));
});
