import { describe, expect, test } from 'vitest';
import type { FlushableCapture } from '../../src/capture-writer/run-capture.ts';
import { pacedRun } from '../../src/cli/run/paced-run.ts';
import { loadScript } from '../../src/script/index.ts';
import { runScript } from '../../src/simulation/run.ts';

const TWO_FRAMES = `
epoch: 2019-03-21T00:00:00Z
hosts: {alice: {ip: 10.0.0.10}}
steps:
  - udp: {to: alice, to_port: 9, payload: {size: 20}}
  - wait: 2s
  - udp: {to: alice, to_port: 9, payload: {size: 30}}
  - wait: 3s
`;

class Frames implements FlushableCapture {
  readonly times: bigint[] = [];
  readonly bytes: string[] = [];
  flushes = 0;
  onFrame = (): void => {};

  write(seconds: number, nanoseconds: number, bytes: Uint8Array, offset: number, length: number): boolean {
    this.times.push(BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds));
    this.bytes.push(Buffer.from(bytes.subarray(offset, offset + length)).toString('hex'));
    this.onFrame();
    return true;
  }

  async drain(): Promise<void> {}

  async flush(): Promise<void> {
    this.flushes++;
  }
}

describe('a run at a pace', () => {
  test('is the very run, and is sent out in the end', async () => {
    const script = loadScript(TWO_FRAMES, 'two.yaml');
    const [capture, plain] = [new Frames(), new Frames()];
    const { signal } = new AbortController();
    const result = await pacedRun(script, { capture, signal, pace: 1_000_000, loop: false });
    expect(result).toEqual(await runScript(script, { capture: plain }));
    expect([capture.times, capture.bytes]).toEqual([plain.times, plain.bytes]);
    expect(capture.flushes).toBeGreaterThan(0);
  });

  test('again and again: the same bytes, and time goes on', async () => {
    const script = loadScript(TWO_FRAMES, 'two.yaml');
    const capture = new Frames();
    const stop = new AbortController();
    capture.onFrame = () => {
      if (capture.times.length === 6) stop.abort();
    };
    const { signal } = stop;
    const result = await pacedRun(script, { capture, signal, pace: Infinity, loop: true });
    expect(result.complete).toBe(false);
    expect(capture.bytes.slice(2)).toEqual([...capture.bytes.slice(0, 2), ...capture.bytes.slice(0, 2)]);
    const [first = 0n] = capture.times;
    const milliseconds = capture.times.map((time) => Number(time - first) / 1e6);
    // Two steps of 1 ms, and waits of 2 s and 3 s.
    expect(milliseconds).toEqual([0, 2001, 5002, 7003, 10_004, 12_005]);
  });

  test('time goes on also after frames that were long on their way', async () => {
    const script = loadScript(
      `link: {latency: 10s}\nhosts: {alice: {ip: 10.0.0.10}}\nsteps: [{ping: {to: alice}}]`,
      'late.yaml',
    );
    const capture = new Frames();
    const stop = new AbortController();
    capture.onFrame = () => {
      if (capture.times.length === 3) stop.abort();
    };
    await pacedRun(script, { capture, signal: stop.signal, pace: Infinity, loop: true });
    expect(capture.times).toEqual(capture.times.toSorted((a, b) => (a < b ? -1 : 1)));
  });

  test('a script that sends nothing is not repeated for ever', async () => {
    const script = loadScript('steps: [{note: nothing}]', 'empty.yaml');
    const { signal } = new AbortController();
    const result = await pacedRun(script, { capture: new Frames(), signal, pace: Infinity, loop: true });
    expect(result.complete).toBe(true);
  });
});
