import { readFileSync } from 'node:fs';
import { Stack } from '../../src/guest/stack.ts';
import { connect } from '../../src/netchannel/connect.ts';
import type { NetchannelObserver } from '../../src/netchannel/observer.ts';
import { isRelease } from '../../src/netchannel/releases.ts';
import { createPcapFile } from '../../src/pcap-writer/index.ts';
import { loadScript, StepCursor } from '../../src/script/index.ts';
import { formatMac } from '../../src/wire/address.ts';

/*
 * device-alone.js SCRIPT COUNT SIZE RELEASE FILE
 * Takes a script that only sends through guest and device into a capture; nobody follows bytes, verifies checksums or
 * reports. The program itself has no such mode: this is what is left of a run without the audit.
 */
const [scriptFile = '', count = '', size = '', release = '', captureFile = ''] = process.argv.slice(2);
if (!isRelease(release)) throw new RangeError(`Unknown release "${release}"`);
const script = loadScript(readFileSync(scriptFile, 'utf8'), scriptFile, { defines: { count, size } });
const capture = createPcapFile(captureFile);
const pollEvery = script.poll.kind === 'every' ? script.poll.steps : 1;
let microseconds = 0;

function ignore(): void {}

const observer: NetchannelObserver = {
  poolGrown: ignore,
  blockCleared: ignore,
  blockFilled: ignore,
  fillFailed: ignore,
  blockCopied: ignore,
  receivePageFilled: ignore,
  refused: ignore,
  strayResponse: ignore,
  withheld: ignore,
  delivered: ({ bytes, offset, length }) => {
    microseconds = (microseconds + 1) % 1_000_000;
    capture.write(0, microseconds, bytes, offset, length);
  },
  listenDied: (_, error) => {
    throw error;
  },
};

const { mac } = script.unikernel;
const channel = connect({ release, mac: formatMac(mac) }, observer);
const stack = new Stack({ device: channel.netfront, mac, mtu: script.mtu, settled: ignore });
const steps = new StepCursor(script, script.seed);
let taken = 0;
for (let step = steps.next(); step !== undefined; step = steps.next()) {
  if (step.kind !== 'send') continue;
  stack.send(step.packet, step.site.index);
  taken++;
  if (taken % pollEvery === 0) channel.poll();
}
channel.poll();
await capture.close();
