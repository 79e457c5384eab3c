import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copiedFields, translatableOf } from '../../src/guest/copied-fields.ts';
import { Forwarder } from '../../src/guest/forwarder.ts';
import { NatWriter } from '../../src/guest/nat-fill.ts';
import { Stack } from '../../src/guest/stack.ts';
import { CannotWrite } from '../../src/wire/cannot-write.ts';
import { Window } from '../../src/wire/window.ts';
import { packet } from '../support/random-packets.ts';

const MAC = Uint8Array.of(2, 0, 0, 0, 0, 7);

test('each of them is written as it came, and none of them twice', () => {
  let copied = 0;
  const forwarder = new Forwarder();
  const writer = new NatWriter(MAC);
  const stack = new Stack({
    device: {
      write: (frame) => {
        const incoming = new Uint8Array(frame.size).fill(0xa5);
        const window = new Window();
        window.bind(incoming, new DataView(incoming.buffer), 0, frame.size, true);
        const length = frame.fill(window);
        const made = forwarder.packetOf(incoming, new DataView(incoming.buffer), 0, length);
        if (made.kind !== 'nat') return true;
        const before = translatableOf(made);
        const payload = made.transport.payload.offset;
        made.ttl = (made.ttl + 255) & 255;
        made.source ^= 1;
        if (made.transport.protocol !== 'icmp') made.transport.sourcePort ^= 1;
        const fields = copiedFields(before, made, payload);
        const sent = new Uint8Array(4096).fill(0x5a);
        window.bind(sent, new DataView(sent.buffer), 0, 4096, true);
        const end = writer.fill(window, made);
        const to = new Set<number>();
        for (const field of fields) {
          for (let i = 0; i < field.length; i++) {
            expect(sent[field.to + i]).toBe(incoming[field.from + i]);
            expect(field.to + i).toBeLessThan(end);
            expect(to.has(field.to + i)).toBe(false);
            to.add(field.to + i);
            copied++;
          }
        }
        return true;
      },
    },
    mac: MAC,
    mtu: 1500,
    settled: () => {},
  });
  fc.assert(
    fc.property(packet, (sent) => {
      try {
        stack.send(sent, 0);
      } catch (error) {
        if (!(error instanceof CannotWrite)) throw error;
      }
    }),
    { numRuns: 300 },
  );
  expect(copied).toBeGreaterThan(5000);
});
