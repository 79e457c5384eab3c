/** What SECURITY.md says of bounds: each itself is taken, and one more is refused with a message that names place and bound. */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CaptureReader } from '../src/capture-reader/capture-reader.ts';
import { readOpamFile } from '../src/cli/advisory/read-opam-file.ts';
import { ScriptErrors } from '../src/script/errors.ts';
import { loadScript } from '../src/script/load-script.ts';

const SECURITY = readFileSync(path.join(import.meta.dirname, '../SECURITY.md'), 'utf8').replace(/\s+/g, ' ');

const HEAD = 'hosts: {a: {ip: 10.0.0.10}}\n';
const STEPS = `${HEAD}steps: [poll]\n`;

/** Fills up with a comment. */
const padded = (text: string, length: number): string => `${text}#${'x'.repeat(length - text.length - 1)}`;
const nested = (levels: number): string =>
  `${HEAD}x: ${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}\nsteps: [poll]`;
const includes = (count: number): string => {
  const steps = Array.from({ length: count }, (_, i) => `{include: ${i}.yaml}`);
  return `${HEAD}steps: [${steps.join(', ')}]`;
};
const same = (count: number): string => `${HEAD}steps: [${'{include: s.yaml}, '.repeat(count)}]`;
const secrets = (count: number): string => {
  const payload = Array.from({ length: count }, (_, i) => `{text: x, secret: s${i}}`);
  return `${HEAD}steps: [{udp: {to: a, to_port: 9, payload: [${payload.join(', ')}]}}]`;
};
const raw = (...data: string[]): string =>
  `${HEAD}steps: [${data.map((each) => `{raw: {to: a, size: 65535, writes: [{at: 14, data: ${each}}]}}`).join(', ')}]`;
const secretBytes = (count: number): string => {
  const each = 65_000;
  const whole = Array.from({ length: Math.floor(count / each) }, (_, i) => {
    return `{text: ${String.fromCharCode(97 + i).repeat(each)}, secret: s}`;
  });
  return raw(...whole, `{text: ${'A'.repeat(count % each)}, secret: s}`);
};

interface Bound {
  /** As SECURITY.md has it. */
  says: string;
  /** A script with so much. */
  script: (count: number) => string;
  bound: number;
  refusal: RegExp;
}

const BOUNDS: readonly Bound[] = [
  {
    says: '4 Mi characters',
    script: (count) => padded(STEPS, count),
    bound: 4 * 1024 * 1024,
    refusal: /^x:1:1: Script is too long: 4194305 characters, at most 4194304$/,
  },
  { says: '64 levels', script: nested, bound: 64, refusal: /^x:2:\d+: .*at most 64 levels/ },
  {
    says: '256 included files',
    script: includes,
    bound: 256,
    refusal: /^x:2:\d+: .*more than 256 files are included/,
  },
  { says: '1000 inclusions', script: same, bound: 1000, refusal: /^x:2:\d+: .*more than 1000 times/ },
  { says: 'of 256 names', script: secrets, bound: 256, refusal: /^x:2:\d+: .*at most 256/ },
  {
    says: '1 MiB of secrets',
    script: secretBytes,
    bound: 1024 * 1024,
    refusal: /^x:2:\d+: .*more than 1048576 bytes together/,
  },
];

function problems(script: string): string[] {
  const readFile = (): Uint8Array => new TextEncoder().encode('steps: [poll]');
  try {
    loadScript(script, 'x', { readFile });
    return [];
  } catch (error) {
    if (!(error instanceof ScriptErrors)) throw error;
    return error.errors.map(String);
  }
}

describe('of a script', () => {
  test.each(BOUNDS)('$says', ({ says, script, bound, refusal }) => {
    expect(SECURITY).toContain(says);
    // A list that nobody asked for is another mistake.
    expect(problems(script(bound)).filter((problem) => !problem.includes('Unknown key'))).toEqual([]);
    expect(problems(script(bound + 1)).join('\n')).toMatch(refusal);
  });

  test('16 within one another', () => {
    expect(SECURITY).toContain('16 within one another');
    const within = (levels: number): string[] => {
      const readFile = (name: string): Uint8Array => {
        const at = Number.parseInt(name, 10);
        return new TextEncoder().encode(
          at === levels ? 'steps: [poll]' : `steps: [{include: ${at + 1}.yaml}]`,
        );
      };
      try {
        loadScript('steps: [{include: 1.yaml}]', 'x', { readFile });
        return [];
      } catch (error) {
        return (error as ScriptErrors).errors.map(String);
      }
    };
    expect(within(16)).toEqual([]);
    expect(within(17).join()).toMatch(/^16\.yaml:1:\d+: .*too deeply: at most 16 levels/);
  });
});

test('of a capture: 256 KiB a packet', () => {
  expect(SECURITY).toContain('256 KiB a packet');
  const capture = (length: number): Buffer => {
    const bytes = Buffer.alloc(24 + 16 + length);
    for (const [at, word] of [0xa1b2c3d4, 0x00040002, 0, 0, 0, 1].entries())
      bytes.writeUInt32LE(word, 4 * at);
    bytes.writeUInt32LE(length, 24 + 8);
    bytes.writeUInt32LE(length, 24 + 12);
    return bytes;
  };
  const packets = (length: number): number => {
    const reader = new CaptureReader();
    reader.push(capture(length));
    while (reader.next());
    return reader.packets;
  };
  expect(packets(262_144)).toBe(1);
  expect(() => packets(262_145)).toThrow(
    'record length 262145 exceeds the 262144 bytes that a packet can have',
  );
});

describe('of files', () => {
  let folder: string;
  const inside = (name: string): string => path.join(folder, name);
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'netchannel-sim-bounds-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('an opam file: 16 MiB', async () => {
    expect(SECURITY).toContain('An opam file: 16 MiB');
    writeFileSync(inside('whole.opam'), padded('opam-version: "2.0"\n', 16 * 1024 * 1024));
    writeFileSync(inside('more.opam'), padded('opam-version: "2.0"\n', 16 * 1024 * 1024 + 1));
    expect((await readOpamFile(inside('whole.opam'))).length).toBe(16 * 1024 * 1024);
    await expect(readOpamFile(inside('more.opam'))).rejects.toThrow(/more\.opam": it is longer than 16 MiB/);
  });

  test('a report that is merged: 384 MiB', () => {
    expect(SECURITY).toContain('384 MiB and 32 levels');
    const said = (length: number): string => {
      const file = openSync(inside('report.json'), 'w');
      writeFileSync(file, '{');
      // Without a byte on the disk.
      ftruncateSync(file, length);
      closeSync(file);
      const program = path.join(import.meta.dirname, '../bin/netchannel-sim.js');
      const { stderr, status } = spawnSync(process.execPath, [program, 'merge', 'report.json'], {
        cwd: folder,
      });
      expect(status).toBe(1);
      return stderr.toString();
    };
    expect(said(402_653_185)).toMatch(
      /^netchannel-sim: Cannot merge "report\.json": it has more than 402,653,184 bytes/,
    );
  });
});
