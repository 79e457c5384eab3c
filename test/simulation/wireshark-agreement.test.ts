import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChecksumFailure } from '../../src/audit/findings.ts';
import { COMPARED_RELEASES, type Release } from '../../src/netchannel/releases.ts';
import { createPcapStream } from '../../src/pcap-writer/index.ts';
import { loadScript } from '../../src/script/index.ts';
import { runScript } from '../../src/simulation/run.ts';
import { openWithWireshark } from '../judge/wireshark.ts';
import { steps } from '../support/random-steps.ts';
import { type KeptFrame, runSteps } from '../support/run-steps.ts';

const PROTOCOLS = ['ip', 'icmp', 'udp', 'tcp'] as const;
const OURS = { ip: 'ipv4', icmp: 'icmp', udp: 'udp', tcp: 'tcp' } as const;

/** A checksum over the pseudo header alone is "partial" to Wireshark, and wrong to a receiver. */
const BAD = {
  ip: 'ip.checksum.status == "Bad"',
  icmp: 'icmp.checksum.status == "Bad"',
  udp: 'udp.checksum.status == "Bad" or udp.checksum.partial',
  tcp: 'tcp.checksum.status == "Bad" or tcp.checksum.partial',
};

async function pcapOf(frames: readonly KeptFrame[]): Promise<Uint8Array> {
  const stream = new PassThrough();
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const writer = createPcapStream(stream);
  for (const [i, { bytes }] of frames.entries()) {
    if (!writer.write(i, 0, bytes, 0, bytes.length)) await writer.drain();
  }
  await writer.close();
  return Buffer.concat(chunks);
}

/** Frames that Wireshark finds a bad checksum in, protocol by protocol, and ours. */
async function compare(
  frames: readonly KeptFrame[],
  failures: readonly ChecksumFailure[],
): Promise<{ wireshark: Record<string, number[]>; ours: Record<string, number[]> }> {
  const session = await openWithWireshark(await pcapOf(frames), { ip: { defragment: 'FALSE' } });
  try {
    const wireshark: Record<string, number[]> = {};
    const ours: Record<string, number[]> = {};
    for (const protocol of PROTOCOLS) {
      wireshark[protocol] = session.matchedFrames(BAD[protocol]);
      const numbers = failures
        .filter((failure) => failure.protocol === OURS[protocol])
        .map((failure) => failure.frame.number ?? 0);
      ours[protocol] = [...new Set(numbers)];
    }
    return { wireshark, ours };
  } finally {
    session.close();
  }
}

describe('Wireshark finds the same checksums bad', () => {
  test.each(COMPARED_RELEASES)('in random workloads, %s', async (release: Release) => {
    const frames: KeptFrame[] = [];
    const failures: ChecksumFailure[] = [];
    for (const workload of fc.sample(steps(120), 30)) {
      const run = runSteps(workload, release);
      for (const failure of run.failures) {
        const number = (failure.frame.number ?? 0) + frames.length;
        failures.push({ ...failure, frame: { ...failure.frame, number } });
      }
      frames.push(...run.frames);
    }
    const { wireshark, ours } = await compare(frames, failures);
    expect(ours).toEqual(wireshark);
    // NAT writes wrong ICMP checksums in every release.
    expect(ours['icmp']?.length).toBeGreaterThan(0);
    expect((ours['ip']?.length ?? 0) > 0).toBe(release === '1.10.0');
  });

  test.each(COMPARED_RELEASES)('in the default sample, %s', async (release: Release) => {
    const file = path.join(import.meta.dirname, '../../samples/osec-2019-01.yaml');
    const frames: KeptFrame[] = [];
    const failures: ChecksumFailure[] = [];
    await runScript(loadScript(await readFile(file, 'utf8'), file), {
      release,
      listener: {
        frame: ({ number, direction, bytes, offset, length, verdict }) => {
          const kept = bytes.slice(offset, offset + length);
          frames.push({ number, direction, bytes: kept, verdict, stale: [], staleSums: [] });
        },
        checksumFailure: (failure) => failures.push(failure),
      },
    });
    const { wireshark, ours } = await compare(frames, failures);
    expect(ours).toEqual(wireshark);
  });
});
