import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMPARED_RELEASES, type Release } from '../../../src/netchannel/releases.ts';
import { loadScript } from '../../../src/script/load-script.ts';
import { runScript } from '../../../src/simulation/run.ts';
import { formatMac } from '../../../src/wire/address.ts';
import { ETHERNET_SOURCE } from '../../../src/wire/ethernet.ts';

const FILE = 'qubes-firewall.yaml';
const UNIKERNEL = '00:16:3e:00:00:01';
const GUESTS: Readonly<Record<string, string>> = {
  work: '02:00:0a:89:00:05',
  personal: '02:00:0a:89:00:06',
  vault: '02:00:0a:89:00:08',
};
const script = loadScript(
  readFileSync(path.join(import.meta.dirname, '../../../samples', FILE), 'utf8'),
  FILE,
);

/** Of each frame: its channel, direction, and MAC addresses of source and destination. */
async function addresses(release: Release) {
  const seen: { channel: string; direction: string; source: string; destination: string }[] = [];
  await runScript(script, {
    release,
    listener: {
      frame: ({ channel = '', direction, bytes, offset }) => {
        const destination = formatMac(bytes.subarray(offset, offset + 6));
        const source = formatMac(bytes.subarray(offset + ETHERNET_SOURCE, offset + ETHERNET_SOURCE + 6));
        seen.push({ channel, direction, source, destination });
      },
    },
  });
  return seen;
}

describe.each(COMPARED_RELEASES)('under %s', (release) => {
  test('each frame has the addresses of the ends of its channel, however many the firewall has passed on', async () => {
    for (const frame of await addresses(release)) {
      const { channel, direction, source, destination } = frame;
      if (channel === 'uplink') {
        expect([frame, direction === 'tx' ? source : destination]).toEqual([frame, UNIKERNEL]);
        continue;
      }
      const [from, to] = direction === 'tx' ? [source, destination] : [destination, source];
      expect([frame, from]).toEqual([frame, GUESTS[channel]]);
      if (to !== 'ff:ff:ff:ff:ff:ff') expect([frame, to]).toEqual([frame, UNIKERNEL]);
    }
  });

  test('a run leaves the script as it was: the next one is the same', async () => {
    expect(await addresses(release)).toEqual(await addresses(release));
  });
});
