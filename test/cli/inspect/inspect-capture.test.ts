import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { inspectCapture } from '../../../src/cli/inspect/inspect-capture.ts';
import { DEMO, folder, run } from '../binary.ts';

const LISTED = 10;

let place: ReturnType<typeof folder>;
let file: string;

beforeAll(async () => {
  place = folder({ 'demo.yaml': DEMO });
  await run(['run', 'demo.yaml', '-q'], { cwd: place.path });
  file = path.join(place.path, 'demo.pcap');
});

afterAll(() => place.remove());

test('a signal that comes when all has been read has stopped nothing', async () => {
  const controller = new AbortController();
  // It is asked about before each chunk, of which there is one.
  vi.spyOn(controller.signal, 'throwIfAborted').mockImplementationOnce(() => controller.abort());
  const { result } = await inspectCapture(file, LISTED, controller.signal);
  expect([result.complete, result.totals.packets]).toEqual([true, 4]);
});

test('a signal that comes before the first byte leaves nothing to tell', async () => {
  const { result } = await inspectCapture(file, LISTED, AbortSignal.abort(new Error('stopped')));
  expect([result.complete, result.totals.packets]).toEqual([false, 0]);
});

test('an empty file is no capture, whoever asks to stop', async () => {
  const empty = path.join(place.path, 'empty.pcap');
  writeFileSync(empty, '');
  await expect(inspectCapture(empty, LISTED, AbortSignal.abort(new Error('stopped')))).rejects.toThrow(
    'Cannot read',
  );
});
