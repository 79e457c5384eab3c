import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Release } from '../../src/netchannel/releases.ts';
import { loadScript } from '../../src/script/load-script.ts';
import { runScript } from '../../src/simulation/run.ts';
import { type BuiltPacket, pcap } from '../capture-reader/capture-builder.ts';

const SAMPLE = path.join(import.meta.dirname, '../../samples/osec-2019-01.yaml');

/** Runs the sample: what crossed the channel, and how many wrong checksums the run itself found. */
export async function ownRun(release: Release): Promise<{ capture: Buffer; failures: number }> {
  const packets: BuiltPacket[] = [];
  const { totals } = await runScript(loadScript(readFileSync(SAMPLE, 'utf8'), SAMPLE), {
    release,
    capture: {
      write(seconds, nanoseconds, bytes, offset, length) {
        packets.push({ bytes: bytes.slice(offset, offset + length), seconds, fraction: nanoseconds });
        return true;
      },
      drain: () => Promise.resolve(),
    },
  });
  return { capture: pcap(packets, { magic: 0xa1b23c4d }), failures: totals.checksumFailures };
}
