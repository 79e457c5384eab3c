import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { fileChunks } from '../../../src/cli/files/file-chunks.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'file-chunks-'));
afterAll(() => rmSync(folder, { recursive: true }));

const NEVER = new AbortController().signal;

function fileOf(bytes: Uint8Array): string {
  const file = path.join(folder, `${bytes.length}`);
  writeFileSync(file, bytes);
  return file;
}

describe('fileChunks', () => {
  test.each([0, 1, 65_536, 200_001])(
    'gives all %i bytes of a file, each chunk for as long as it says',
    async (length) => {
      const bytes = Uint8Array.from({ length }, (_, i) => i % 251);
      const read: number[] = [];
      let before = new Uint8Array(0);
      for await (const chunk of fileChunks(fileOf(bytes), NEVER)) {
        // The one before is still what it was.
        read.push(...before);
        before = chunk as Uint8Array<ArrayBuffer>;
      }
      read.push(...before);
      expect(Uint8Array.from(read)).toEqual(bytes);
    },
  );

  test('ends with the reason of the signal, as long as something is left to read', async () => {
    const stop = new AbortController();
    const chunks = fileChunks(fileOf(new Uint8Array(100_000)), stop.signal);
    expect((await chunks.next()).done).toBe(false);
    stop.abort(new Error('Enough'));
    await expect(chunks.next()).rejects.toThrow('Enough');
  });

  test('has nothing left to stop at the end', async () => {
    const stop = new AbortController();
    const chunks = fileChunks(fileOf(new Uint8Array(10)), stop.signal);
    await chunks.next();
    stop.abort();
    expect((await chunks.next()).done).toBe(true);
  });

  test('says what the system says of a file that is none', async () => {
    await expect(fileChunks(path.join(folder, 'missing'), NEVER).next()).rejects.toThrow('ENOENT');
    await expect(fileChunks(folder, NEVER).next()).rejects.toThrow('EISDIR');
  });
});
