import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PAGE_SIZE } from '../../src/xen/memory.ts';
import { BackRing, FrontRing, SharedRing } from '../../src/xen/shared-ring.ts';
import { hex } from '../support/hex.ts';

const BASE = PAGE_SIZE;

/** A ring in the second page of three, the others and all it does not initialise full of 0xa5. */
function ringIn(memory: Uint8Array, slotSize: number): SharedRing {
  return new SharedRing(new DataView(memory.buffer), BASE, slotSize);
}

/** Both ends of a ring whose indices have got as far as `start`. */
function endsAt(start: number): { front: FrontRing; back: BackRing; view: DataView } {
  const shared = ringIn(new Uint8Array(3 * PAGE_SIZE), 8);
  const front = new FrontRing(shared);
  const back = new BackRing(shared);
  front.reqProdPvt = front.rspCons = back.reqCons = back.rspProdPvt = start;
  shared.reqProd = shared.rspProd = start;
  shared.reqEvent = shared.rspEvent = (start + 1) >>> 0;
  return { front, back, view: shared.view };
}

describe('layout', () => {
  test('of the header, little-endian', () => {
    const memory = new Uint8Array(3 * PAGE_SIZE).fill(0xa5);
    const ring = ringIn(memory, 12);
    ring.initialise();
    expect(hex(memory, BASE - 1, BASE + 17)).toBe('a5' + '00000000010000000000000001000000' + 'a5');
    ring.reqProd = 0x01020304;
    ring.reqEvent = 0x11121314;
    ring.rspProd = 0xf1f2f3f4;
    ring.rspEvent = 0x21222324;
    expect(hex(memory, BASE, BASE + 16)).toBe('04030201' + '14131211' + 'f4f3f2f1' + '24232221');
    expect([ring.reqProd, ring.reqEvent, ring.rspProd, ring.rspEvent]).toEqual([
      0x01020304, 0x11121314, 0xf1f2f3f4, 0x21222324,
    ]);
  });

  test.each([
    [12, 256],
    [8, 256],
    [16, 128],
    [112, 32],
    [63, 64],
  ])('slots of %i bytes: %i', (slotSize, entries) => {
    const ring = ringIn(new Uint8Array(3 * PAGE_SIZE), slotSize);
    expect(ring.entries).toBe(entries);
    expect(ring.slot(0)).toBe(BASE + 64);
    expect(ring.slot(1)).toBe(BASE + 64 + slotSize);
    expect(ring.slot(entries - 1)).toBe(BASE + 64 + (entries - 1) * slotSize);
    expect(ring.slot(entries)).toBe(BASE + 64);
    expect(ring.slot(0xffffffff)).toBe(BASE + 64 + (entries - 1) * slotSize);
  });
});

/** ring.h: the event index is one of the indices that this push passed. */
function lies(event: number, before: number, pushed: number): boolean {
  return Array.from({ length: pushed }, (_, i) => (before + 1 + i) >>> 0).includes(event);
}

/** What one end of a ring does; numbers say how many. */
const operation = fc.oneof(
  fc.tuple(fc.constant('request'), fc.integer({ min: 0, max: 256 })),
  fc.tuple(fc.constant('respond'), fc.integer({ min: 0, max: 256 })),
  fc.tuple(fc.constantFrom('ack requests', 'ack responses'), fc.constant(0)),
);

describe('traffic', () => {
  test('arrives in order, once, and wakes whoever sleeps, also where indices wrap', () => {
    const start = fc.constantFrom(0, 200, 2 ** 31 - 100, 2 ** 32 - 100);
    fc.assert(
      fc.property(start, fc.array(operation, { maxLength: 40 }), (from, operations) => {
        const { front, back, view } = endsAt(from);
        const sent: number[] = [];
        const held: number[] = [];
        const answered: number[] = [];
        let next = 1;
        for (const [what, most] of operations) {
          if (what === 'request') {
            expect(front.freeRequests).toBe(256 - sent.length - held.length - answered.length);
            const count = Math.min(most, front.freeRequests);
            const before = front.shared.reqProd;
            for (let i = 0; i < count; i++) {
              view.setUint32(front.nextRequest(), next);
              sent.push(next++);
            }
            expect(front.shared.reqProd).toBe(before);
            const due = front.pushRequests();
            expect(front.reqProdPvt).toBe(front.shared.reqProd);
            if (count > 0) expect(due).toBe(lies(front.shared.reqEvent, before, count));
          } else if (what === 'ack requests') {
            const got: number[] = [];
            for (let slot = back.takeRequest(); slot >= 0; slot = back.takeRequest()) {
              got.push(view.getUint32(slot));
            }
            expect(got).toEqual(sent.splice(0));
            held.push(...got);
            expect(back.shared.reqEvent).toBe((back.reqCons + 1) >>> 0);
          } else if (what === 'respond') {
            const count = Math.min(most, held.length);
            const before = back.shared.rspProd;
            for (const id of held.splice(0, count)) {
              view.setUint32(back.nextResponse(), id);
              answered.push(id);
            }
            const due = back.pushResponses();
            expect(back.rspProdPvt).toBe(back.shared.rspProd);
            if (count > 0) expect(due).toBe(lies(back.shared.rspEvent, before, count));
          } else {
            const got: number[] = [];
            for (let slot = front.takeResponse(); slot >= 0; slot = front.takeResponse()) {
              got.push(view.getUint32(slot));
            }
            expect(got).toEqual(answered.splice(0));
            expect(front.shared.rspEvent).toBe((front.rspCons + 1) >>> 0);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  test('that comes in while messages are consumed is consumed too', () => {
    const { front, back, view } = endsAt(0);
    const request = (id: number): void => {
      view.setUint32(front.nextRequest(), id);
      front.pushRequests();
    };
    request(1);
    const got: number[] = [];
    for (let slot = back.takeRequest(); slot >= 0; slot = back.takeRequest()) {
      got.push(view.getUint32(slot));
      if (got.length < 3) request(got.length + 1);
    }
    expect(got).toEqual([1, 2, 3]);
    const answer = (): void => {
      back.nextResponse();
      back.pushResponses();
    };
    answer();
    let responses = 0;
    while (front.takeResponse() >= 0) {
      if (++responses < 3) answer();
    }
    expect(responses).toBe(3);
  });

  test('of nothing notifies when the event index is ahead, which ring.h would not', () => {
    const { front, back } = endsAt(0);
    expect(back.pushResponses()).toBe(true);
    front.shared.rspEvent = 0;
    expect(back.pushResponses()).toBe(false);
  });
});
