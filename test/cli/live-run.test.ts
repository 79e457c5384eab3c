import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPcap } from '../pcap-writer/read-pcap.ts';
import { DEMO, ended, folder, run, start } from './binary.ts';

const QUIET = `
hosts: {alice: {ip: 10.0.0.10}}
steps:
  - udp: {to: alice, to_port: 9, payload: {size: 20}}
  - wait: 3600s
  - udp: {to: alice, to_port: 9, payload: {size: 20}}
`;

let place: ReturnType<typeof folder>;
beforeAll(() => {
  place = folder({ 'demo.yaml': DEMO, 'quiet.yaml': QUIET });
});
afterAll(() => place.remove());

describe('run, live', () => {
  test('at a pace is the same capture', async () => {
    const [plain, paced, asap] = await Promise.all(
      [[], ['--pace', 'x1000'], ['--pace', 'asap']].map((options) =>
        run(['run', 'demo.yaml', '-q', '-o', '-', ...options], { cwd: place.path }),
      ),
    );
    expect(paced).toEqual(plain);
    expect(asap).toEqual(plain);
    expect(plain?.code).toBe(0);
  });

  test('gives a frame when it is due, and stops at Ctrl-C', async () => {
    const child = start(['run', 'quiet.yaml', '-q', '-o', '-', '--pace', 'realtime'], { cwd: place.path });
    const end = ended(child);
    const chunks: Buffer[] = [];
    const first = new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        if (Buffer.concat(chunks).length > 24) resolve();
      });
    });
    await first;
    expect(readPcap(Buffer.concat(chunks)).packets).toHaveLength(1);
    child.kill('SIGINT');
    const { code, stdout } = await end;
    expect(code).toBe(130);
    expect(readPcap(stdout).packets).toHaveLength(2);
  });

  test('again and again until the reader goes away', async () => {
    const child = start(['run', 'demo.yaml', '-o', '-', '--loop'], { cwd: place.path });
    const end = ended(child);
    let length = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > 20_000) child.stdout.destroy();
    });
    expect(await end).toMatchObject({ code: 0, signal: null, stderr: '' });
    expect(length).toBeGreaterThan(20_000);
  });

  test.each([
    [['--loop'], 'Cannot use --loop without a live reader; add -o -, and pipe the capture into one'],
    [
      ['--pace', 'x10', '-o', 'x.pcap'],
      'Cannot use --pace without a live reader; add -o -, and pipe the capture into one',
    ],
    [
      ['--pace', 'slow', '-o', '-'],
      'Cannot use the pace "slow": expected asap, realtime, or a factor from x0.001 to x1000000, such as x10',
    ],
  ])('%j is refused', async (options, message) => {
    const { code, stderr } = await run(['run', 'demo.yaml', ...options], { cwd: place.path });
    expect([code, stderr]).toEqual([1, `netchannel-sim: ${message}\n`]);
  });
});
