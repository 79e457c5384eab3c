import { describe, expect, test } from 'vitest';
import { PageRefused } from '../../src/netchannel/back-sender.ts';
import { FLAG_MORE_DATA } from '../../src/netchannel/flags.ts';
import { Netback } from '../../src/netchannel/netback.ts';
import { RELEASES, type Release } from '../../src/netchannel/releases.ts';
import { writeRxRequest } from '../../src/netchannel/rx.ts';
import { txResponseId, txResponseStatus, writeTxRequest } from '../../src/netchannel/tx.ts';
import { EventChannel } from '../../src/xen/event-channel.ts';
import { GrantTable } from '../../src/xen/grant-table.ts';
import { MachineMemory, PAGE_SIZE } from '../../src/xen/memory.ts';
import { BackRing, FrontRing, SharedRing } from '../../src/xen/shared-ring.ts';
import { hex } from '../support/hex.ts';
import { RecordingObserver } from '../support/recording-observer.ts';
import { solidWrite } from '../support/test-write.ts';

/** A netback of domain 0, with a frontend that does only what the test does. */
function lone(release: Release = '1.10.0') {
  const observer = new RecordingObserver();
  const memory = new MachineMemory(8);
  const grants = new GrantTable(1);
  const events = new EventChannel(1);
  const ring = (slotSize: number) => new SharedRing(memory.view, memory.allocatePage() * PAGE_SIZE, slotSize);
  const [txRing, rxRing] = [ring(12), ring(8)];
  const [tx, rx] = [new FrontRing(txRing), new FrontRing(rxRing)];
  const rings = { tx: new BackRing(txRing), rx: new BackRing(rxRing) };
  const netback = new Netback(
    {
      memory,
      grants,
      domain: 0,
      events,
      ...rings,
      mac: '02:00:00:00:00:01',
      mtu: () => 1500,
      peerAcceptsGso: false,
    },
    RELEASES[release].back,
    observer,
  );
  return { netback, observer, memory, grants, tx, rx };
}

/** Sends a TX request for `size` bytes from `offset` of grant reference `gref`. */
function request(
  { memory, tx }: ReturnType<typeof lone>,
  gref: number,
  offset: number,
  size: number,
  flags = 0,
): void {
  writeTxRequest(memory.view, tx.nextRequest(), 70 + tx.reqProdPvt, gref, offset, flags, size);
  tx.pushRequests();
}

function responses({ memory, tx }: ReturnType<typeof lone>): [number, number][] {
  const found: [number, number][] = [];
  for (let slot = tx.takeResponse(); slot >= 0; slot = tx.takeResponse()) {
    found.push([txResponseId(memory.view, slot), txResponseStatus(memory.view, slot)]);
  }
  return found;
}

describe('receiving', () => {
  test('copies fragments out of granted pages, unmaps them, and answers in ring order', () => {
    const device = lone();
    const { grants, memory, netback, observer } = device;
    const frame = memory.allocatePage();
    memory.bytes.set([1, 2, 3, 4, 5], frame * PAGE_SIZE + 100);
    grants.grantAccess(20, 0, frame, false);
    request(device, 20, 102, 5, FLAG_MORE_DATA);
    request(device, 20, 100, 2);
    request(device, 20, 104, 1);
    netback.handleEvent();
    expect(observer.frames.map(({ bytes }) => hex(bytes))).toEqual(['0304050102', '05']);
    expect(responses(device)).toEqual([
      [71, 0],
      [72, 0],
      [73, 0],
    ]);
    expect(grants.mappingsOf(20)).toBe(0);
  });

  test('leaves out a request whose offset is not in the page', () => {
    const device = lone();
    device.grants.grantAccess(20, 0, device.memory.allocatePage(), false);
    request(device, 20, 4097, 0);
    request(device, 20, 4096, 0);
    device.netback.handleEvent();
    expect(device.observer.frames.map(({ ids }) => ids)).toEqual([[72]]);
    expect(responses(device)).toEqual([[72, 0]]);
  });

  test('ends with a fragment that leaves its page, or more data that does not come', () => {
    for (const [flags, size, message] of [
      [0, 3, 'Cannot copy a fragment: 3 bytes at offset 4094 leave the page or the frame'],
      [FLAG_MORE_DATA, 1, 'Cannot assemble a frame: more data was announced, but none came'],
    ] as const) {
      const device = lone();
      device.grants.grantAccess(20, 0, device.memory.allocatePage(), false);
      request(device, 20, 4094, size, flags);
      device.netback.handleEvent();
      request(device, 20, 0, 1);
      device.netback.handleEvent();
      expect(device.observer.events).toEqual([`died netback: ${message}`]);
      expect(responses(device)).toEqual([]);
    }
  });

  test('one bad frame in a batch keeps the good ones before it from being delivered', () => {
    const device = lone();
    device.grants.grantAccess(20, 0, device.memory.allocatePage(), false);
    request(device, 20, 0, 10);
    request(device, 20, 0, 10, FLAG_MORE_DATA);
    request(device, 20, 0, 11);
    device.netback.handleEvent();
    expect(device.observer.events).toEqual([
      'died netback: Cannot assemble a frame: its first fragment has -1 bytes',
    ]);
  });

  test.each([
    ['reference', 21, 0, 'Cannot map grant reference 21 of domain 1: it grants nothing'],
    ['domain', 20, 7, 'Cannot map grant reference 20 of domain 1: it is granted to domain 7, not 0'],
  ])('a wrong %s ends the listen loop, as a refusal of the hypervisor does', (_, gref, domain, message) => {
    const device = lone();
    device.grants.grantAccess(20, domain, device.memory.allocatePage(), false);
    request(device, gref, 0, 10);
    device.netback.handleEvent();
    expect(device.observer.events).toEqual([`died netback: ${message}`]);
  });
});

test('a receive page that is granted read-only is refused', () => {
  const { grants, memory, netback, rx } = lone();
  grants.grantAccess(20, 0, memory.allocatePage(), false);
  writeRxRequest(memory.view, rx.nextRequest(), 0, 20);
  rx.pushRequests();
  expect(() => netback.write(solidWrite(60, 1))).toThrow(
    new PageRefused('Cannot map grant reference 20 of domain 1 for writing: it is granted read-only'),
  );
});

test.each([
  ['1.10.0', 'a5a5'],
  ['1.10.1', '0000'],
] as const)('%s: of a receive page that comes dirty, unwritten bytes are %s', (release, rest) => {
  const { grants, memory, netback, rx } = lone(release);
  const frame = memory.allocatePage();
  memory.bytes.fill(0xa5, frame * PAGE_SIZE, (frame + 1) * PAGE_SIZE);
  grants.grantAccess(20, 0, frame, true);
  writeRxRequest(memory.view, rx.nextRequest(), 0, 20);
  rx.pushRequests();
  netback.write(solidWrite(2, 1));
  const start = frame * PAGE_SIZE;
  expect(hex(memory.bytes, start, start + 4)).toBe(`0101${rest}`);
  expect(hex(memory.bytes, start + 4094, start + 4096)).toBe(rest);
});
