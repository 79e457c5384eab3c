import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openInput } from '../../../src/cli/files/open-input.ts';
import { folder } from '../binary.ts';

const CHUNKS = 3;
const CHUNK_SIZE = 1000;

let place: ReturnType<typeof folder>;
let file: string;

beforeAll(() => {
  place = folder({});
  file = path.join(place.path, 'input');
  writeFileSync(file, new Uint8Array(CHUNKS * CHUNK_SIZE));
});

afterAll(() => place.remove());

/** Reads the file, and asks to stop once so many chunks are there. @returns how many came */
async function readAndStop(after: number): Promise<number> {
  const controller = new AbortController();
  let chunks = 0;
  for await (const chunk of openInput(file, { chunkSize: CHUNK_SIZE, signal: controller.signal })) {
    expect(chunk).toHaveLength(CHUNK_SIZE);
    if (++chunks === after) controller.abort(new Error('stopped'));
  }
  return chunks;
}

test('a signal ends the reading of a file while there is more of it', async () => {
  await expect(readAndStop(1)).rejects.toThrow('stopped');
  await expect(readAndStop(CHUNKS - 1)).rejects.toThrow('stopped');
});

test('a signal that comes behind the last byte ends nothing', async () => {
  expect(await readAndStop(CHUNKS)).toBe(CHUNKS);
});

test('a file that is not there is an error of the reading', async () => {
  const chunks = openInput(path.join(place.path, 'none'), { signal: new AbortController().signal });
  await expect(async () => {
    for await (const _ of chunks);
  }).rejects.toThrow('ENOENT');
});
