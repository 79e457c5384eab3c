import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FILLINGS, filledBuffer, ZEROS } from '../../src/probe/fillings.ts';
import { PASS_ORDER, type Pass } from '../../src/probe/pass.ts';
import { judgePasses } from '../../src/probe/probe.ts';
import type { Flaw, ProbedFrame } from '../../src/probe/result.ts';
import { flawSentence } from '../../src/report/probe/flaw-words.ts';
import { auditWriter } from '../../src/testing/audit-writer.ts';
import { naiveChecksum } from '../support/naive-checksum.ts';
import { passesOf, plainUdp, udpWriter } from './writers.ts';

const frameOf = (write: (buffer: Uint8Array) => number, size = 2048): ProbedFrame => {
  const [frame] = judgePasses(passesOf(write, size), size).frames;
  if (frame === undefined) throw new Error('there is no frame');
  return frame;
};

const told = (flaws: readonly Flaw[]) =>
  flaws.map(({ rule, cause, start, end, fields }) =>
    `${rule} ${cause} ${start}..${end} ${fields.join()}`.trimEnd(),
  );

describe('a UDP datagram', () => {
  test('all of which is written has no flaw, and right checksums', () => {
    const frame = frameOf(plainUdp);
    expect(told(frame.flaws)).toEqual([]);
    expect(frame.checksums.map(({ field, verdict }) => [field, verdict])).toEqual([
      ['ipv4.checksum', 'right'],
      ['udp.checksum', 'right'],
    ]);
    expect(frame).toMatchObject({ number: 1, protocol: 'udp', length: { verdict: 'same' }, refusals: [] });
  });

  test('without its type of service: one flaw, the checksum over it is right', () => {
    const frame = frameOf(udpWriter({ leaveOut: [15] }));
    expect(told(frame.flaws)).toEqual(['leak left-out 15..16 ipv4.tos']);
    expect(frame.checksums.map(({ verdict }) => verdict)).toEqual(['right-over-old-memory', 'right']);
  });

  test('whose checksum field is not cleared', () => {
    const frame = frameOf(udpWriter({ clear: false }));
    expect(told(frame.flaws)).toEqual(['stale-sum checksum 24..26 ipv4.checksum']);
    expect(frame.checksums[0]).toMatchObject({ verdict: 'wrong-on-old-memory', sumsItself: true });
    expect(frame.checksums[0]?.under.map(({ status }) => status)).toEqual([
      'good',
      'bad',
      'bad',
      'bad',
      'bad',
    ]);
  });

  test('both: each by itself', () => {
    expect(told(frameOf(udpWriter({ leaveOut: [15], clear: false })).flaws)).toEqual([
      'leak left-out 15..16 ipv4.tos',
      'stale-sum checksum 24..26 ipv4.checksum',
    ]);
  });

  test('whose checksum is not written is told once, as a leak', () => {
    const frame = frameOf(udpWriter({ leaveOut: [24, 25] }));
    expect(told(frame.flaws)).toEqual(['leak left-out 24..26 ipv4.checksum']);
    expect(frame.checksums[0]?.verdict).toBe('wrong');
  });

  test('whose checksum is wrong on any memory', () => {
    const frame = frameOf((buffer) => {
      const length = plainUdp(buffer);
      buffer[41] = (buffer[41] as number) ^ 1;
      return length;
    });
    expect(told(frame.flaws)).toEqual(['wrong-checksum checksum 40..42 udp.checksum']);
  });

  test('holes in its payload, and its end', () => {
    expect(told(frameOf(udpWriter({ leaveOut: [45, 46, 48] })).flaws)).toEqual([
      'leak hole 45..47 udp.payload',
      'leak hole 48..49 udp.payload',
    ]);
    const announced = (buffer: Uint8Array): number => plainUdp(buffer) + 10;
    expect(told(frameOf(announced).flaws)).toEqual(['leak announced 58..68 trailer']);
  });

  test('bytes side by side of which different things are wrong: each by itself', () => {
    const writer = (buffer: Uint8Array): number => {
      const [first, old, from] = [buffer[45] as number, buffer[46] as number, buffer.slice(1000, 1005)];
      const length = plainUdp(buffer);
      buffer[45] = (first & 0x0f) | 0x40;
      buffer[46] = old;
      buffer.set([...from.subarray(3, 5), ...from.subarray(0, 3)], 47);
      buffer.set([0, 0], 40);
      return length;
    };
    const frame = frameOf(writer);
    expect(told(frame.flaws)).toEqual([
      'leak some-bits 45..46 udp.payload',
      'leak hole 46..47 udp.payload',
      'leak copied 47..49 udp.payload',
      'leak copied 49..52 udp.payload',
    ]);
    const sentences = frame.flaws.map((flaw) => flawSentence(flaw, frame, { fillings: [...FILLINGS] }));
    expect(sentences[0]).toContain('mask 0x0f');
    expect(sentences[2]).toContain('at 1003:');
    expect(sentences[3]).toContain('at 1000:');
  });

  test('a sum over 34 bytes of old memory, which is the same on zeros, 0xa5 and 0x5a', () => {
    const frame = frameOf((buffer) => {
      const length = plainUdp(buffer);
      new DataView(buffer.buffer).setUint16(40, naiveChecksum(buffer.subarray(1000, 1034)));
      return length;
    });
    expect(frame.stretches.find(({ start }) => start === 40)).toMatchObject({ verdict: 'depends' });
  });
});

test('a datagram behind VLAN tags is named by its fields, and the tags as such', () => {
  const tags = [0x88, 0xa8, 0, 1, 0x81, 0, 0, 5];
  const tagged =
    (write: (buffer: Uint8Array) => number, left: readonly number[] = []) =>
    (buffer: Uint8Array) => {
      const kept = left.map((at) => buffer[at] as number);
      const inner = buffer.slice();
      const length = write(inner);
      buffer.set(inner.subarray(0, 12));
      buffer.set(tags, 12);
      buffer.set(inner.subarray(12, length), 12 + tags.length);
      for (const [i, at] of left.entries()) buffer[at] = kept[i] as number;
      return length + tags.length;
    };
  const frame = frameOf(tagged(plainUdp, [23, 53]));
  // Neither byte is in the sums: that of the header is right on zeros, as the byte is one.
  expect(told(frame.flaws)).toEqual([
    'leak left-out 23..24 ipv4.tos',
    'stale-sum checksum 32..34 ipv4.checksum',
    'wrong-checksum checksum 48..50 udp.checksum',
    'leak hole 53..54 udp.payload',
  ]);
  expect(frame.checksums.map(({ field, offset }) => [field, offset])).toEqual([
    ['ipv4.checksum', 32],
    ['udp.checksum', 48],
  ]);
  expect(told(frameOf(tagged(plainUdp, [19])).flaws)).toEqual(['leak left-out 19..20 ethernet.tag']);
});

describe('other writers', () => {
  test('one that writes nothing', () => {
    expect(told(frameOf(() => 60).flaws).map((text) => text.replace(/ \S*$/, ''))).toEqual([
      'leak nothing-written 0..60',
    ]);
  });

  test('one whose length depends on what was there', () => {
    const frame = frameOf((buffer) => {
      const length = 60 + (buffer[1000] as number);
      buffer.fill(1, 0, length);
      return length;
    });
    expect(told(frame.flaws)).toEqual(['depends length 0..0']);
    expect(frame.length.under.slice(0, 3)).toEqual([60, 225, 150]);
    expect(frame.stretches.at(-1)?.verdict).toBe('unknown');
  });

  test('one whose length varies by itself: no flaw', () => {
    let count = 0;
    const frame = frameOf((buffer) => {
      count++;
      buffer.fill(1, 0, 100);
      return 60 + count;
    });
    expect([frame.length.verdict, told(frame.flaws)]).toEqual(['varies', []]);
  });

  test('one that counts, over a checksum: what it leaves out is found nevertheless', () => {
    let id = 0;
    const frame = frameOf((buffer) => udpWriter({ leaveOut: [15], id: id++ })(buffer));
    expect(told(frame.flaws)).toEqual(['leak left-out 15..16 ipv4.tos']);
    expect(frame.stretches.find(({ verdict }) => verdict === 'varies')?.field).toBe('ipv4.identification');
  });

  test('one that counts, and writes all: its checksum varies by itself, and is right', () => {
    let id = 0;
    const frame = frameOf((buffer) => udpWriter({ id: id++ })(buffer));
    expect(told(frame.flaws)).toEqual([]);
    expect(frame.checksums.map(({ verdict }) => verdict)).toEqual(['right', 'right']);
  });

  test('one whose bits say now that it is a fragment, and now not: a checksum that is there, and the same, is right', () => {
    const frame = frameOf((buffer) => {
      const bits = (buffer[20] as number) & 0x1f;
      const length = plainUdp(buffer);
      buffer[20] = bits;
      buffer.fill(0, 24, 26);
      const sum = naiveChecksum(buffer.subarray(14, 34));
      buffer.set([sum >> 8, sum & 0xff], 24);
      return length;
    });
    expect(frame.checksums.map(({ field, verdict }) => [field, verdict])).toEqual([
      ['ipv4.checksum', 'right-over-old-memory'],
      ['udp.checksum', 'right'],
    ]);
  });
});

describe('passes', () => {
  test('try every filling twice, zeros first and last', () => {
    expect(PASS_ORDER).toHaveLength(2 * FILLINGS.length);
    expect([PASS_ORDER[0], PASS_ORDER.at(-1)]).toEqual([ZEROS, ZEROS]);
  });

  test('that end early are told of by why, and once for each filling', () => {
    const passes: Pass[] = passesOf(plainUdp, 64).map((pass) =>
      pass.filling === 2 ? { filling: 2, frames: [], refusal: 'it fell over' } : pass,
    );
    const result = judgePasses(passes, 64);
    expect(result.frames[0]?.refusals).toEqual([{ filling: 2, why: 'it fell over' }]);
    expect(result.totals).toMatchObject({ flaws: 1, dependencies: 1 });
  });
});

test('any writer that writes some bytes and not others: exactly these pass through', () => {
  const hole = fc.tuple(fc.nat(199), fc.integer({ min: 1, max: 40 }));
  fc.assert(
    fc.property(
      fc.array(hole, { maxLength: 5 }),
      fc.uint8Array({ minLength: 240, maxLength: 240 }),
      (holes, bytes) => {
        const left = new Set(holes.flatMap(([at, length]) => Array.from({ length }, (_, i) => at + i)));
        const { frames, totals } = auditWriter((buffer) => {
          for (const [i, byte] of bytes.entries()) if (!left.has(i)) buffer[i] = byte;
          return bytes.length;
        });
        const passed = (frames[0]?.stretches ?? []).flatMap(({ start, end, verdict }) =>
          verdict === 'passed-through' ? Array.from({ length: end - start }, (_, i) => start + i) : [],
        );
        expect(passed).toEqual([...left].sort((a, b) => a - b));
        expect(totals).toMatchObject({
          leaked: left.size,
          written: bytes.length - left.size,
          depends: 0,
          varies: 0,
        });
      },
    ),
    { numRuns: 100 },
  );
});

test('a frame is judged from its own buffer only: the filled one has the size that was asked for', () => {
  for (const filling of FILLINGS) expect(filledBuffer(filling, 100)).toHaveLength(100);
});
