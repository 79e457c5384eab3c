/** Captures of whatever kind, for properties. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import * as build from './capture-builder.ts';

const packet = fc.record({
  bytes: fc.uint8Array({ maxLength: 70 }),
  seconds: fc.integer({ min: 0, max: 5 }),
  fraction: fc.constantFrom(0, 1, 500_000, 999_999),
  more: fc.constantFrom(0, 0, 1, 5000),
});
type AnyPacket = typeof packet extends fc.Arbitrary<infer T> ? T : never;
const packets = fc.array(packet, { maxLength: 8 });

const built = (list: readonly AnyPacket[]): build.BuiltPacket[] =>
  list.map(({ more, ...rest }) => ({ ...rest, originalLength: rest.bytes.length + more }));

const classicKind = fc.record({
  little: fc.boolean(),
  magic: fc.constantFrom(0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34),
  linkType: fc.constantFrom(1, 1, 1, 113, 0x2400_0001),
});

const classic = fc
  .tuple(packets, classicKind, fc.constantFrom(0, 1, 40, 65_535, 262_144))
  .map(([list, kind, snapLength]) => {
    const extra = kind.magic === 0xa1b2cd34 ? 8 : 0;
    return build.pcap(built(list), { ...kind, extra, snapLength });
  });

const interfaces = fc.array(
  fc.record({
    linkType: fc.constantFrom(1, 1, 113),
    snapLength: fc.constantFrom(0, 30, 262_144),
    resolution: fc.constantFrom(undefined, 6, 9, 3, 0x80 + 20),
    offset: fc.constantFrom(undefined, 0n, 5n, -1n),
  }),
  { minLength: 1, maxLength: 3 },
);

const newer = fc
  .tuple(
    fc.boolean(),
    interfaces,
    fc.array(
      fc.tuple(
        packet,
        fc.nat(2),
        fc.constantFrom('enhanced', 'enhanced', 'obsolete', 'simple'),
        fc.nat(4_000_000),
      ),
      { maxLength: 10 },
    ),
  )
  .map(([little, all, list]) => {
    const blocks = list.map(([{ bytes, more }, at, kind, time]) => {
      const interfaceId = at % all.length;
      const originalLength = bytes.length + more;
      if (kind === 'simple') {
        const limit = all[0]?.snapLength || Number.POSITIVE_INFINITY;
        // What is cut is cut to the snap length.
        return bytes.length > limit
          ? build.simple(little, bytes.subarray(0, limit), bytes.length)
          : build.simple(little, bytes);
      }
      const made = { bytes, interfaceId, originalLength, ticks: BigInt(time) + 1000n };
      return kind === 'obsolete' ? build.obsolete(little, made) : build.enhanced(little, made);
    });
    // Where a packet without a time needs one, it is 0 in ticks, which is what the offset says.
    const isTimed = list.every(([, , kind]) => kind !== 'simple');
    const described = all.map(({ resolution, offset: chosen, ...rest }, i) => {
      const offset = i === 0 && !isTimed ? undefined : chosen;
      return build.interfaceBlock(little, {
        ...rest,
        ...(resolution === undefined ? {} : { resolution }),
        ...(offset === undefined ? {} : { offset }),
      });
    });
    return Buffer.concat([build.section(little), ...described, ...blocks]);
  });

const snoop = fc
  .tuple(packets, fc.nat(2))
  .map(([list, extra]) => build.snoop(built(list), { extra: 4 * extra }));

/** A capture of any format and kind, compressed or not. */
export const anyCapture = fc
  .tuple(fc.oneof(classic, newer, newer, snoop), fc.boolean())
  .map(([whole, compressed]) => (compressed ? gzipSync(whole) : whole));
