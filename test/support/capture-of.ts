import { PassThrough } from 'node:stream';
import type { Release } from '../../src/netchannel/releases.ts';
import { createPcapStream } from '../../src/pcap-writer/index.ts';
import { loadScript } from '../../src/script/index.ts';
import type { Capture } from '../../src/simulation/capture/capture.ts';
import type { Vantage } from '../../src/simulation/capture/vantage.ts';
import type { RunResult } from '../../src/simulation/result.ts';
import { runScript } from '../../src/simulation/run.ts';

/**
 * Runs a script under a release.
 * @param vantage - where the receiver is, if absent
 * @returns the capture, and the result of the run
 */
export async function captureOf(
  text: string,
  release: Release,
  vantage?: Vantage,
): Promise<{ pcap: Uint8Array; result: RunResult }> {
  const stream = new PassThrough();
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const pcap = createPcapStream(stream, { resolution: 'nanosecond' });
  const capture: Capture = { vantage, write: pcap.write.bind(pcap), drain: () => pcap.drain() };
  const result = await runScript(loadScript(text, 'x.yaml'), { release, capture });
  await pcap.close();
  return { pcap: Buffer.concat(chunks), result };
}
