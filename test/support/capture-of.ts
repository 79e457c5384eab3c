import { PassThrough } from 'node:stream';
import type { Release } from '../../src/netchannel/releases.ts';
import { createPcapStream } from '../../src/pcap-writer/index.ts';
import { loadScript } from '../../src/script/index.ts';
import type { RunResult } from '../../src/simulation/result.ts';
import { runScript } from '../../src/simulation/run.ts';

/** Runs a script under a release. @returns the capture, and the result of the run */
export async function captureOf(
  text: string,
  release: Release,
): Promise<{ pcap: Uint8Array; result: RunResult }> {
  const stream = new PassThrough();
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const capture = createPcapStream(stream, { resolution: 'nanosecond' });
  const result = await runScript(loadScript(text, 'x.yaml'), { release, capture });
  await capture.close();
  return { pcap: Buffer.concat(chunks), result };
}
