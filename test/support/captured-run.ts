import { PassThrough } from 'node:stream';
import { PcapngCapture, sectionOf } from '../../src/capture-writer/index.ts';
import { runSubject } from '../../src/index.ts';
import type { Release } from '../../src/netchannel/releases.ts';
import { createPcapngStream } from '../../src/pcap-writer/index.ts';
import { loadScript } from '../../src/script/index.ts';
import type { RunResult } from '../../src/simulation/result.ts';
import { runScript } from '../../src/simulation/run.ts';

/** A run, and its capture in pcapng. */
export interface CapturedRun {
  bytes: Uint8Array;
  result: RunResult;
}

/** @param source - a script, as data */
export async function capturedRun(source: object, release: Release): Promise<CapturedRun> {
  const script = loadScript(JSON.stringify(source), 'x.json');
  const stream = new PassThrough();
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const subject = runSubject({ script, release, seed: 1 });
  const capture = new PcapngCapture(createPcapngStream(stream, sectionOf(subject)), subject);
  const result = await runScript(script, { release, capture });
  await capture.close();
  return { bytes: Buffer.concat(chunks), result };
}
