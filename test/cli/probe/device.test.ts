import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { probeSchema } from '../../../src/report/probe/json-schema.ts';
import { auditWriter, type TestedDevice } from '../../../src/testing/audit-writer.ts';
import { folder, run } from '../binary.ts';

/** Announces 60 bytes and writes 40, the third frame whole: as a program, and as a function. */
const write = (buffer: Uint8Array, number: number): number => {
  buffer.fill(7, 0, number === 3 ? 60 : 40);
  if (number === 2) buffer[20] = (buffer[100] ?? 0) + 1;
  return 60;
};

const PROGRAM = `
const write = ${write};
const buffer = require('node:fs').readFileSync(0);
require('node:fs').writeSync(1, buffer.subarray(0, write(buffer, Number(process.env.NETCHANNEL_SIM_FRAME))));
`;

const STREAM = `
const write = ${write};
let held = Buffer.alloc(0), number = 0;
process.stdin.on('data', (chunk) => {
  held = Buffer.concat([held, chunk]);
  while (held.length >= 4 && held.length >= 4 + held.readUInt32BE(0)) {
    const buffer = held.subarray(4, 4 + held.readUInt32BE(0));
    held = held.subarray(4 + buffer.length);
    const prefix = Buffer.alloc(4);
    prefix.writeUInt32BE(write(buffer, ++number));
    process.stdout.write(Buffer.concat([prefix, buffer.subarray(0, 60)]));
  }
});
`;

let place: ReturnType<typeof folder>;
beforeAll(() => {
  place = folder({ 'writer.cjs': PROGRAM, 'stream.cjs': STREAM });
});
afterAll(() => place.remove());
const probe = (file: string, ...options: string[]) =>
  run(['probe', ...options, '--', 'node', file], { cwd: place.path });

/** What a function is told, frame by frame, which is handed the same. */
function asFunction(device: TestedDevice, frames: number, size: number) {
  let calls = 0;
  const audit = auditWriter((buffer) => write(buffer, 1 + (calls++ % frames)), { device, frames, size });
  const { totals, ...rest } = audit;
  return {
    totals,
    flaws: rest.frames.map(({ flaws }) => flaws.map(({ cause, start, end }) => [cause, start, end])),
  };
}

async function asProgram(file: string, ...options: string[]) {
  const { code, stdout, stderr } = await probe(file, '--json', ...options);
  expect([code, stderr]).toEqual([0, '']);
  const { totals, frames, device } = probeSchema.parse(JSON.parse(stdout.toString()));
  return {
    device,
    told: {
      totals,
      flaws: frames.map(({ flaws }) => flaws.map(({ cause, start, end }) => [cause, start, end])),
    },
  };
}

describe('--device', () => {
  test.each(['1.10.0', '1.10.1', 'clear-tail', 'clear-gaps', 'poison', 'pool-per-recipient'] as const)(
    'tells of a program under %s what is told of a function',
    async (device) => {
      const { told, device: named } = await asProgram(
        'stream.cjs',
        '--device',
        device,
        '--stream',
        '--frames',
        '3',
      );
      expect(named).toBe(device);
      expect(told).toEqual(asFunction(device, 3, 2048));
    },
  );

  test('with a start for each frame, and a smaller buffer', async () => {
    const options = ['--device', '1.10.0', '--frames', '2', '--size', '100'];
    // The whole block is handed out.
    expect((await asProgram('writer.cjs', ...options)).told).toEqual(asFunction('1.10.0', 2, 100));
  });

  test('says what crosses the channel, and whose it is', async () => {
    const { code, stdout } = await probe('writer.cjs', '--device', '1.10.0', '--fail-on', 'leak');
    expect(code).toBe(2);
    const text = stdout.toString();
    expect(text).toMatch(/^node writer\.cjs under netchannel 1\.10\.0: a buffer of 2,048 bytes/);
    expect(text).toContain('Old memory crosses the channel: 20 of 60 bytes are what was in memory before.');
    expect(text).toContain('netchannel-sim probe --device 1.10.0 -v -- node writer.cjs');
    const clean = await probe('writer.cjs', '--device', '1.10.1', '--fail-on', 'leak');
    expect([clean.code, clean.stdout.toString()]).toEqual([
      0,
      expect.stringContaining('No old memory crosses the channel in 60 bytes'),
    ]);
  });

  test.each([
    [['--device', 'own'], 'Cannot probe under the device own, which only a script describes'],
    [['--device', '1.10.0,1.10.1'], 'Cannot probe under several devices at once; name one after --device'],
    [['--device', '1.10.9'], 'Unknown device "1.10.9"'],
    [
      ['--device', '1.10.0', '--link-type', 'raw'],
      'Cannot combine --device with --link-type: a device sends',
    ],
    [['--link-type', 'row'], 'Unknown link type "row" after --link-type; did you mean "raw"'],
  ])('refuses %j', async (options, message) => {
    const { code, stdout, stderr } = await probe('writer.cjs', ...options);
    expect([code, stdout.toString()]).toEqual([1, '']);
    expect(stderr).toContain(`netchannel-sim: ${message}`);
    expect(stderr.split('\n')).toHaveLength(2);
  });

  test('a program that fails on the memory of the device only', async () => {
    const script = `const b = require('fs').readFileSync(0); if (b.length > 100) process.exit(3); require('fs').writeSync(1, b.fill(1, 0, 60).subarray(0, 60))`;
    const { code, stderr } = await run(
      ['probe', '--device', '1.10.0', '--size', '100', '--', 'node', '-e', script],
      { cwd: place.path },
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^netchannel-sim: Cannot probe node -e .* under netchannel 1\.10\.0: on clean memory it ended with status 3/,
    );
  });

  test('the samples leak under the release with the flaw, and under no other', async () => {
    const sample = path.join(import.meta.dirname, '../../../samples/writers/announced-too-much.mjs');
    expect(readFileSync(sample, 'utf8')).toContain('The flaw');
    const leaked = async (device: string): Promise<number> =>
      (await asProgram(sample, '--device', device)).told.totals.leaked;
    expect([await leaked('1.10.0'), await leaked('1.9.0')]).toEqual([105, 0]);
  });
});

describe('--link-type', () => {
  // A datagram whose type of service is left out.
  const IP = `const b = require('fs').readFileSync(0); const tos = b[1];
    b.set([0x45, 0, 0, 30, 0, 0, 0x40, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 0, 9, 0, 9, 0, 10, 0, 0, 104, 105]); b[1] = tos;
    let sum = 0; for (let i = 0; i < 20; i += 2) sum += b.readUInt16BE(i); sum = (sum >> 16) + (sum & 0xffff); b.writeUInt16BE(0xffff & ~sum, 10);
    require('fs').writeSync(1, b.subarray(0, 30));`;
  const packets = (...options: string[]) =>
    run(['probe', ...options, '--', 'node', '-e', IP], { cwd: place.path });

  test('is seen if it is not said', async () => {
    const { code, stdout } = await packets();
    expect(code).toBe(0);
    const text = stdout.toString();
    expect(text.replaceAll('\n', ' ')).toContain('IP packets, without an Ethernet header; that is evident');
    expect(text).toContain('FRAME 1  udp 10.0.0.1:9 > 10.0.0.2:9, 30 bytes');
    expect(text).toContain('byte 1 (ipv4.tos) passes through: the writer leaves it out');
    expect(text).toContain(
      'bytes 10..11 (ipv4.checksum) differ with what passes through, and are right each time',
    );
  });

  test('of no device', async () => {
    const { code, stdout, stderr } = await packets('--device', '1.10.0');
    expect([code, stdout.toString()]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^netchannel-sim: Cannot probe node -e .* under netchannel 1\.10\.0: it writes IP packets without an Ethernet header, and a device sends frames; /s,
    );
    expect((await packets('--device', '1.10.0', '--link-type', 'ethernet')).code).toBe(0);
  });

  test('as it is said', async () => {
    const linkOf = async (...options: string[]) => {
      const { linkType, linkTypeGiven, frames } = probeSchema.parse(
        JSON.parse((await packets('--json', ...options)).stdout.toString()),
      );
      return [linkType, linkTypeGiven, frames[0]?.flaws[0]?.fields];
    };
    expect(await linkOf()).toEqual(['raw', false, ['ipv4.tos']]);
    expect(await linkOf('--link-type', 'raw')).toEqual(['raw', true, ['ipv4.tos']]);
    expect(await linkOf('--link-type', 'ethernet')).toEqual(['ethernet', true, ['ethernet.destination']]);
    const { stdout } = await packets('--link-type', 'raw');
    expect(stdout.toString()).toContain('netchannel-sim probe --link-type raw -v -- node -e');
  });
});
