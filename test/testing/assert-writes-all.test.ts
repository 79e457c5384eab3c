import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { assertWritesAll, NotAllWritten } from '../../src/testing/assert-writes-all.ts';
import { WriterFailed } from '../../src/testing/audit-writer.ts';
import { plainUdp, udpWriter } from '../probe/writers.ts';

const DIST = path.join(import.meta.dirname, '../../dist/testing/index.js');

describe('assertWritesAll', () => {
  test('lets a careful writer pass, and says what it found', () => {
    expect(assertWritesAll(plainUdp).writesAll).toBe(true);
    expect(assertWritesAll(udpWriter({ leaveOut: [15] }), { device: '1.10.1' }).writesAll).toBe(true);
  });

  test('throws what a test runner shows: hexadecimal bytes and fields', () => {
    let thrown: unknown;
    try {
      assertWritesAll(udpWriter({ leaveOut: [15, 45], clear: false }), { name: 'my writer' });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(NotAllWritten);
    const { message, name, audit } = thrown as NotAllWritten;
    expect(name).toBe('NotAllWritten');
    expect(audit.totals).toMatchObject({ leaked: 2, staleSums: 1 });
    expect(message).toMatch(/^my writer: a buffer of 2,048 bytes, filled in 5 ways, 10 times in all\n/);
    for (const part of [
      'byte 15 (ipv4.tos) passes through',
      'byte 45 (udp.payload) passes through: a hole',
      'the field itself is summed, and not cleared before',
      '45[a5] ..........',
    ]) {
      expect(message).toContain(part);
    }
  });

  test('allows what is allowed, and nothing else', () => {
    const withoutSum = (buffer: Uint8Array): number => {
      const length = plainUdp(buffer);
      buffer.fill(0, 24, 26);
      return length;
    };
    expect(() => assertWritesAll(withoutSum)).toThrow('ipv4.checksum');
    expect(assertWritesAll(withoutSum, { allow: ['wrong-checksum'] }).totals.wrongChecksums).toBe(1);
    expect(() => assertWritesAll(udpWriter({ leaveOut: [15] }), { allow: ['wrong-checksum'] })).toThrow(
      'ipv4.tos',
    );
  });

  test('a writer that fails is another error', () => {
    expect(() => assertWritesAll(() => 0)).toThrow(WriterFailed);
  });

  test('in node:test, as it is built', ({ skip }) => {
    skip(!existsSync(DIST), 'nothing is built');
    const code = `
      import test from 'node:test';
      import { assertWritesAll } from ${JSON.stringify(DIST)};
      test('writes all', () => { assertWritesAll((buffer) => { buffer.fill(1, 0, 59); return 60; }, { name: 'one' }); });
    `;
    const { status, stdout } = spawnSync(
      process.execPath,
      ['--test-reporter=spec', '--input-type=module', '-e', code],
      {
        encoding: 'utf8',
        env: { PATH: process.env['PATH'] },
      },
    );
    expect(status).toBe(1);
    expect(stdout).toContain('one: a buffer of 2,048 bytes');
    expect(stdout).toContain('byte 59 (ethernet.payload) passes through');
  });
});
