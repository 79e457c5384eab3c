import { describe, expect, test } from 'vitest';
import { renderInspection } from '../../../src/report/inspection/text.ts';
import { ALICE, BOB, inShort, lookAt, noise, OTHER_SENDER, raw, SENDER, tcp, udp } from './frames.ts';

const BODY = { body: true };
const zeros = (count: number): number[] => new Array<number>(count).fill(0);

describe('behind what a packet declares', () => {
  const first = udp(ALICE, 10, noise(40));
  const padded = (behind: readonly number[]): number[] => udp(BOB, 11, [1, 2], behind);

  test('bytes at the same offset in an earlier frame are from there', () => {
    const result = lookAt([first, padded(first.slice(44, 60))]);
    expect(inShort(result)).toEqual([[2, 'same-offset', 'padding', 44, 60, 1, 44, true]]);
    expect(result.totals).toMatchObject({ staleFrames: 1, staleBytes: 16, crossRecipientBytes: 16 });
    expect(result.oldMemory[0]?.source).toMatchObject({
      recipient: '10.0.0.10',
      flow: 'udp 10.0.0.1:1000 > 10.0.0.10:2000',
    });
  });

  test('six bytes are enough if there are no more, and seven of sixteen are not', () => {
    expect(inShort(lookAt([first, padded(first.slice(44, 50))]))).toEqual([
      [2, 'same-offset', 'padding', 44, 50, 1, 44, true],
    ]);
    expect(inShort(lookAt([first, padded([...first.slice(44, 51), ...noise(9, 5)])]))).toEqual([]);
  });

  test('bytes of the same recipient are told as such', () => {
    const again = udp(ALICE, 10, [1, 2], first.slice(44, 60));
    expect(inShort(lookAt([first, again]))).toEqual([[2, 'same-offset', 'padding', 44, 60, 1, 44, false]]);
  });

  test('bytes at another offset are shifted, if they are twelve', () => {
    expect(inShort(lookAt([first, padded(first.slice(50, 70))]))).toEqual([
      [2, 'shifted', 'padding', 44, 64, 1, 50, true],
    ]);
    expect(inShort(lookAt([first, padded(first.slice(50, 61))]))).toEqual([]);
  });

  test('the source of the source is told, when the same bytes come up once more', () => {
    const behind = first.slice(44, 60);
    const third = udp(OTHER_SENDER, 12, [1, 2], behind);
    const result = lookAt([first, padded(behind), third]);
    expect(inShort(result)).toEqual([
      [2, 'same-offset', 'padding', 44, 60, 1, 44, true],
      [3, 'same-offset', 'padding', 44, 60, 1, 44, true],
    ]);
  });

  test('what a sender got is in its memory as well', () => {
    const got = [...first];
    got.splice(0, 12, ...SENDER, ...OTHER_SENDER);
    expect(inShort(lookAt([got, padded(first.slice(44, 60))]))).toEqual([
      [2, 'same-offset', 'padding', 44, 60, 1, 44, true],
    ]);
    expect(inShort(lookAt([got, padded(first.slice(50, 70))]))).toEqual([
      [2, 'shifted', 'padding', 44, 64, 1, 50, true],
    ]);
  });

  test('of frames that have as much, its own go before those that it got', () => {
    const behind = first.slice(44, 60);
    const got = [...SENDER, ...OTHER_SENDER, ...first.slice(12)];
    const [own] = lookAt([first, got, padded(behind)]).oldMemory;
    expect(own?.source?.frame).toBe(1);
    expect(own?.source).not.toHaveProperty('received');
    const less = [...first.slice(0, 50), ...noise(10, 8), ...first.slice(60)];
    const [more] = lookAt([less, got, padded(behind)]).oldMemory;
    expect(more?.source).toMatchObject({ frame: 2, received: true });
  });

  test('what goes back to who sent it is told, and was meant for nobody else', () => {
    const got = [...SENDER, ...OTHER_SENDER, ...first.slice(12)];
    const behind = first.slice(44, 60);
    const back = udp(OTHER_SENDER, 1, [1, 2], behind);
    const result = lookAt([got, back, padded(behind)]);
    expect(result.totals).toMatchObject({ staleBytes: 32, crossRecipientBytes: 16 });
    const [returned, astray] = result.oldMemory;
    expect(returned).toMatchObject({ crossRecipient: false, returned: true, source: { received: true } });
    expect(astray).toMatchObject({ crossRecipient: true, source: { received: true } });
    expect(astray).not.toHaveProperty('returned');
    const text = renderInspection(result);
    expect(text).toContain('at 44; they go back to who sent them');
    expect(text).toContain('the same bytes at the same offset in an earlier frame that this sender got');
    // All are for somebody else.
    const toAll = udp([255, 255, 255, 255, 255, 255], 255, [1, 2], behind);
    expect(lookAt([got, toAll]).oldMemory).toMatchObject([{ crossRecipient: true }]);
  });

  test('without IP, it goes back by MAC address', () => {
    const got = [...SENDER, ...OTHER_SENDER, 0x88, 0xb5, ...noise(50)];
    const arp = [0x08, 0x06, 0, 1, 8, 0, 6, 4, 0, 2, ...SENDER, 10, 0, 0, 1, ...OTHER_SENDER, 10, 0, 0, 2];
    const back = [...OTHER_SENDER, ...SENDER, ...arp, ...got.slice(42, 60)];
    expect(lookAt([got, back]).oldMemory).toMatchObject([
      { returned: true, crossRecipient: false, source: { received: true } },
    ]);
  });

  test('with IPv6 as with IPv4: a router has one MAC address for many', () => {
    const host = (last: number): number[] => [0xfd, ...zeros(14), last];
    const ipv6 = (
      to: number[],
      from: number[],
      hosts: number[][],
      payload: number[],
      behind: number[] = [],
    ) => [
      ...[...to, ...from, 0x86, 0xdd, 0x60, 0, 0, 0, 0, 8 + payload.length, 17, 64, ...hosts.flat()],
      ...[3, 232, 7, 208, 0, 8 + payload.length, 0, 0, ...payload, ...behind],
    ];
    const got = ipv6(SENDER, OTHER_SENDER, [host(9), host(1)], noise(60));
    const behind = got.slice(72, 88);
    const sent = (to: number) => ipv6(OTHER_SENDER, SENDER, [host(1), host(to)], noise(10, 3), behind);
    expect(lookAt([got, sent(9), sent(7)]).oldMemory).toMatchObject([
      { returned: true, crossRecipient: false },
      { crossRecipient: true },
    ]);
  });

  test('it goes back as well when it comes up again, and its source is long gone', () => {
    const got = [...SENDER, ...OTHER_SENDER, ...first.slice(12)];
    const back = udp(OTHER_SENDER, 1, [1, 2], first.slice(44, 60));
    // Half of what is kept.
    const others = Array.from({ length: 800 }, (_, i) => udp(ALICE, 10, noise(1400, i + 20)));
    const found = lookAt([got, back, ...others, back, ...others, back]).oldMemory;
    expect(found.map(({ frame }) => frame.number)).toEqual([2, 803, 1604]);
    for (const { source, returned, crossRecipient } of found) {
      expect([source?.frame, source?.received, returned, crossRecipient]).toEqual([1, true, true, false]);
    }
  });

  test('the same bytes of somebody else in between hide nothing', () => {
    const foreign = [...first];
    foreign.splice(6, 6, ...OTHER_SENDER);
    expect(inShort(lookAt([first, foreign, foreign, padded(first.slice(50, 70))]))).toEqual([
      [4, 'shifted', 'padding', 44, 64, 1, 50, true],
    ]);
  });

  test('VLAN tags are looked through: the recipient is that of the packet, as of one without', () => {
    const tag = [0x81, 0, 0, 7];
    const tagged = (frame: readonly number[], tags = tag): number[] => [
      ...frame.slice(0, 12),
      ...tags,
      ...frame.slice(12),
    ];
    const ROUTER = [2, 0, 0, 0, 0, 3];
    const earlier = udp(ROUTER, 10, [...noise(40)]);
    const later = udp(ROUTER, 11, [1, 2], earlier.slice(44, 60));
    for (const tags of [tag, [0x88, 0xa8, 0, 1, ...tag]]) {
      const { oldMemory, totals } = lookAt([tagged(earlier, tags), tagged(later, tags)]);
      expect(oldMemory).toMatchObject([
        {
          crossRecipient: true,
          source: {
            frame: 1,
            recipient: '10.0.0.10',
            flow: expect.stringMatching(/^udp .* > 10\.0\.0\.10:2000$/),
          },
        },
      ]);
      expect(totals.crossRecipientBytes).toBe(16);
    }
  });

  test('what others sent to others is not', () => {
    const foreign = [...first];
    foreign.splice(6, 6, ...OTHER_SENDER);
    expect(inShort(lookAt([foreign, padded(first.slice(44, 60))]))).toEqual([]);
  });
});

describe('what is no evidence behind a packet', () => {
  const first = udp(ALICE, 10, [...zeros(20), ...new Array<number>(20).fill(65), ...noise(20)]);

  test.each([
    ['zeros', zeros(16)],
    ['a run of one value', new Array<number>(16).fill(65)],
    ['bytes that no frame had', noise(16, 9)],
  ])('%s', (_, behind) => {
    expect(
      inShort(lookAt([first, udp(BOB, 11, [1, 2], behind)])).filter(([, kind]) => kind !== 'text'),
    ).toEqual([]);
  });

  test('padding of earlier frames: a trailer is in all of them', () => {
    const trailer = noise(16, 4);
    const frames = [first, udp(ALICE, 10, [1, 2], trailer), udp(BOB, 11, [3, 4], trailer)];
    const result = lookAt(frames);
    expect(inShort(result)).toEqual([]);
    expect(result.senders[0]).toMatchObject({ padding: 'constant', otherPadded: 2 });
  });

  test('a packet whose length is damaged, but not the rest', () => {
    const damaged = udp(BOB, 11, first.slice(42));
    damaged.splice(16, 2, 0, 60);
    expect(inShort(lookAt([first, damaged]))).toEqual([]);
    expect(inShort(lookAt([udp(BOB, 11, first.slice(42, 80)), first]))).toEqual([]);
  });

  test('packets of one kind for the same, longer than any padding makes them', () => {
    const behind = first.slice(50, 90);
    expect(inShort(lookAt([first, udp(ALICE, 10, noise(9, 3), behind)]))).toEqual([]);
    expect(inShort(lookAt([first, udp(BOB, 11, noise(9, 3), [...noise(1, 7), ...behind])]))).toEqual([]);
    const leaking = udp(BOB, 11, noise(9, 3), first.slice(51));
    expect(inShort(lookAt([first, leaking]))).not.toEqual([]);
  });

  test('the same frame once more', () => {
    const frame = udp(ALICE, 10, [1, 2], noise(16, 6));
    expect(inShort(lookAt([frame, frame]))).toEqual([]);
  });

  test('the addresses of an ARP packet that says that it has shorter ones', () => {
    const arp = [8, 6, 0, 1, 8, 0, 6, 4, 0, 1, ...SENDER, 10, 0, 0, 1, 1, 2, 3, 4, 5, 6, 10, 0, 0, 7];
    const whole = [...ALICE, ...SENDER, ...arp, ...noise(18)];
    const damaged = [...BOB, ...whole.slice(6, 42), ...noise(18, 2)];
    damaged[18] = 2;
    // Something else in front, or it would be the same packet once more.
    damaged[31] = 9;
    expect(inShort(lookAt([whole, damaged]))).toEqual([]);
    // What is behind those of an ordinary one is none of them, whatever the other packet is.
    const others = [raw(BOB, whole.slice(14)), whole.with(18, 20)];
    for (const other of others) {
      const own = [...ALICE, ...SENDER, ...arp.with(29, 8), ...other.slice(42, 60)];
      expect(inShort(lookAt([other, own])).map((found) => found.slice(0, 7))).toEqual([
        [2, 'same-offset', 'padding', 42, 60, 1, 42],
      ]);
    }
  });

  test('options behind an end of options that damage has put among them, of one flow', () => {
    const whole = tcp(ALICE, 10, 8, []);
    whole.splice(54, 12, 1, 1, 8, 10, 9, 8, 7, 6, 5, 4, 3, 2);
    const damaged = [...whole.slice(0, 54), 0, 1, 9, ...whole.slice(57)];
    expect(inShort(lookAt([whole, damaged])).filter(([, evidence]) => evidence !== 'not-zero')).toEqual([]);
    const ofAnother = [...whole];
    ofAnother.splice(0, 6, ...BOB);
    ofAnother.splice(30, 8, 10, 0, 0, 99, 7, 7, 8, 8);
    expect(inShort(lookAt([ofAnother, damaged]))).toContainEqual([
      2,
      'same-offset',
      'reserved',
      57,
      66,
      1,
      57,
      true,
    ]);
  });
});

test('padding is found as far back where bodies are compared, too', () => {
  const sources = Array.from({ length: 40 }, (_, i) => udp(ALICE, 10, noise(18, i + 1)));
  const others = Array.from({ length: 60_000 }, (_, i) => udp(ALICE, 10, noise(18, i + 100)));
  const padded = sources.map((source, i) => udp(BOB, 11, noise(12, i + 90_000), source.slice(54, 60)));
  const { oldMemory } = lookAt([...sources, ...others, ...padded], BODY);
  const found = oldMemory.filter(({ place, source }) => place === 'padding' && (source?.frame ?? 41) <= 40);
  // All words of all frames share the places of a table, of which some are lost.
  expect(found.length).toBeGreaterThan(30);
});

test('text behind a packet is told where there may be padding, and no further', () => {
  const letters = [...new TextEncoder().encode('swordfish and more')];
  const kinds = (length: number): string[] =>
    lookAt([udp(ALICE, 10, noise(length), letters)]).oldMemory.map(({ evidence }) => evidence);
  expect(kinds(10)).toEqual(['text']);
  expect(kinds(30)).toEqual(['text']);
  expect(kinds(31)).toEqual([]);
});

describe('where nothing declares the length', () => {
  const secret = udp(ALICE, 10, noise(60));

  test('bytes of a packet of another kind are old memory, written ones aside', () => {
    const body = [...secret];
    body.splice(40, 5, 1, 2, 3, 4, 5);
    const frame = raw(BOB, body.slice(14));
    expect(inShort(lookAt([secret, frame]))).toEqual([
      [2, 'same-offset', 'body', 14, 40, 1, 14, true],
      [2, 'same-offset', 'body', 45, 102, 1, 45, true],
    ]);
  });

  test('an IPv4 packet whose type is damaged is none, and to somebody else it is', () => {
    const next = udp(ALICE, 10, [...noise(30), ...noise(30, 2)]);
    expect(inShort(lookAt([secret, raw(ALICE, next.slice(14))]))).toEqual([]);
    expect(inShort(lookAt([secret, raw(BOB, next.slice(14))]))).not.toEqual([]);
  });

  test('an IPv4 packet whose header is damaged is none, whatever the MAC address has become', () => {
    const damaged = [...udp(ALICE, 10, [...noise(30), ...noise(30, 2)])];
    damaged[14] = 0x42;
    expect(inShort(lookAt([secret, damaged]))).toEqual([]);
    damaged[0] = 4;
    expect(inShort(lookAt([secret, damaged]))).toEqual([]);
  });

  test('what is left of a packet says the length of that packet, and is told', () => {
    const shorter = raw(ALICE, secret.slice(14, 90));
    expect(inShort(lookAt([secret, shorter]))).toEqual([[2, 'same-offset', 'body', 14, 90, 1, 14, false]]);
  });

  test('frames of one type may be alike, unless bodies are asked for and one ends as the other', () => {
    const one = raw(ALICE, noise(60));
    const other = raw(BOB, [...noise(10, 3), ...noise(60).slice(10)]);
    expect(inShort(lookAt([one, other]))).toEqual([]);
    expect(inShort(lookAt([one, other], BODY))).toEqual([[2, 'same-offset', 'body', 24, 74, 1, 24, true]]);
    const template = raw(BOB, [...noise(30), ...noise(30, 3)]);
    expect(inShort(lookAt([one, template], BODY))).toEqual([]);
  });

  test('what its recipient was sent before is no secret', () => {
    const frames = [raw(ALICE, noise(60)), raw(BOB, noise(60)), raw(BOB, noise(60))];
    expect(inShort(lookAt([frames[1] ?? [], frames[2] ?? []], BODY))).toEqual([]);
    expect(inShort(lookAt(frames, BODY))).toEqual([
      [2, 'same-offset', 'body', 14, 74, 1, 14, true],
      [3, 'same-offset', 'body', 14, 74, 1, 14, true],
    ]);
  });

  test('a run of one value beside old memory is old memory, too', () => {
    const filled = udp(ALICE, 10, new Array<number>(60).fill(255));
    expect(inShort(lookAt([filled, raw(BOB, filled.slice(14))], BODY))).toEqual([
      [2, 'same-offset', 'body', 14, 102, 1, 14, true],
    ]);
    expect(inShort(lookAt([filled, raw(BOB, [...noise(28, 7), ...filled.slice(42)])], BODY))).toEqual([]);
  });

  test('eight bytes in a hole between others are old memory, if they are in one earlier frame of another length', () => {
    const secret = raw(ALICE, noise(100));
    const record = (hole: readonly number[], size = 40, seed = 3): number[] =>
      raw(BOB, [...noise(8, seed), ...hole, ...noise(size - 8 - hole.length, seed + 1)]);
    const hole = secret.slice(22, 30);
    expect(inShort(lookAt([secret, record(hole)], BODY))).toEqual([
      [2, 'same-offset', 'body', 22, 30, 1, 22, true],
    ]);
    expect(inShort(lookAt([secret, record(hole.slice(0, 7))], BODY))).toEqual([]);
    expect(inShort(lookAt([secret, record(hole)]))).toEqual([]);
    // As long as the other: a record of the same kind.
    expect(inShort(lookAt([secret, record(hole, 100)], BODY))).toEqual([]);
    // Where it begins: a header.
    expect(inShort(lookAt([secret, raw(BOB, [...secret.slice(14, 24), ...noise(30, 3)])], BODY))).toEqual([]);
    // In all of them: a field.
    const other = raw(ALICE, [...noise(8, 7), ...hole, ...noise(60, 8)]);
    expect(inShort(lookAt([secret, other, record(hole)], BODY))).toEqual([]);
    // Sent to all before: nothing that anybody may not see.
    const toAll = [...secret];
    toAll.splice(0, 6, 255, 255, 255, 255, 255, 255);
    expect(inShort(lookAt([toAll, record(hole)], BODY))).toEqual([]);
  });

  test('of a sender that is known to send old memory in bodies, less is evidence', () => {
    const few = [7, 7, 7, 7, 8, 8, 8, 8, 9, 9, 9, 9];
    const first = raw(ALICE, [...noise(30), ...few, ...noise(40, 2), ...new Array<number>(40).fill(85)]);
    const hole = raw(BOB, [...noise(30, 3), ...few, ...noise(20, 4)]);
    const run = raw(BOB, [...noise(82, 5), ...new Array<number>(40).fill(85)]);
    expect(inShort(lookAt([first, hole, run], BODY))).toEqual([]);
    const sure = raw(BOB, [...noise(10, 6), ...first.slice(24, 40)]);
    expect(inShort(lookAt([first, sure, hole, run], BODY))).toEqual([
      [2, 'same-offset', 'body', 24, 40, 1, 24, true],
      [3, 'same-offset', 'body', 44, 56, 1, 44, true],
      [4, 'same-offset', 'body', 96, 136, 1, 96, true],
    ]);
    // Of somebody else nothing is known by that.
    const foreign = [...hole];
    foreign.splice(6, 6, ...OTHER_SENDER);
    expect(inShort(lookAt([first, sure, foreign], BODY))).toHaveLength(1);
  });

  test('a long run of one value is old memory, if one packet of another kind had it', () => {
    const filled = (to: readonly number[], host: number): number[] =>
      udp(to, host, [...noise(8), ...new Array<number>(250).fill(255)]);
    const first = filled(ALICE, 10);
    const leaking = (end: number, to = BOB): number[] => raw(to, [...noise(40, 7), ...first.slice(54, end)]);
    expect(inShort(lookAt([first, leaking(54 + 128)]))).toEqual([
      [2, 'same-offset', 'body', 54, 54 + 128, 1, 54, true],
    ]);
    expect(inShort(lookAt([first, leaking(54 + 127)]))).toEqual([]);
    expect(inShort(lookAt([first, leaking(54 + 200, ALICE)]))).toHaveLength(1);
    // As long as the other, or in two of them: this is how these packets are.
    expect(inShort(lookAt([first, leaking(first.length)]))).toEqual([]);
    expect(inShort(lookAt([first, filled(OTHER_SENDER, 12), leaking(54 + 200)]))).toEqual([]);
  });

  test('so are zeros, if something else is among them behind what may be a header', () => {
    const body = (size: number, at: number): number[] => zeros(size).map((_, i) => (i === at ? 7 : 0));
    const both = (at: number, size = 300): unknown[] =>
      inShort(lookAt([raw(ALICE, body(400, at)), raw(BOB, body(size, at))], BODY));
    expect(both(64)).toEqual([[2, 'same-offset', 'body', 14, 314, 1, 14, true]]);
    expect(both(63)).toEqual([]);
    expect(both(64, 255)).toEqual([]);
    expect(both(64, 400)).toEqual([]);
    expect(inShort(lookAt([raw(BOB, body(400, 64)), raw(BOB, body(300, 64))], BODY))).toEqual([]);
    expect(both(-1)).toEqual([]);
  });

  test('the same frame once more says nothing', () => {
    const repeated = raw(BOB, noise(60));
    const between = udp(ALICE, 10, repeated.slice(42));
    expect(inShort(lookAt([between, repeated]))).toEqual([[2, 'same-offset', 'body', 42, 74, 1, 42, true]]);
    expect(inShort(lookAt([repeated, between, repeated]))).toEqual([]);
    // Unless the frame before had something to tell.
    expect(inShort(lookAt([between, repeated, repeated]))).toContainEqual([
      3,
      'same-offset',
      'body',
      42,
      74,
      1,
      42,
      true,
    ]);
  });

  test('a block that a long frame had later on is the same place', () => {
    const long = raw(ALICE, noise(4986));
    const block = (from: number): number[] => raw(BOB, [...noise(10, 3), ...long.slice(from, from + 16)]);
    expect(inShort(lookAt([long, block(24 + 2048)], BODY))).toEqual([
      [2, 'shifted', 'body', 24, 40, 1, 24 + 2048, true],
    ]);
    expect(inShort(lookAt([long, block(24 + 4096)], BODY))).toEqual([
      [2, 'shifted', 'body', 24, 40, 1, 24 + 4096, true],
    ]);
    expect(inShort(lookAt([long, block(24 + 2000)], BODY))).toEqual([]);
  });

  test('bytes at another offset have to be many', () => {
    const one = raw(ALICE, noise(200));
    const shifted = (count: number): number[] =>
      raw(BOB, [...noise(8, 3), ...noise(200).slice(40, 40 + count), ...noise(8, 4)]);
    expect(inShort(lookAt([one, shifted(64)], BODY))).toEqual([[2, 'shifted', 'body', 22, 86, 1, 54, true]]);
    expect(inShort(lookAt([one, shifted(30)], BODY))).toEqual([]);
    expect(inShort(lookAt([one, shifted(64)]))).toEqual([]);
  });
});

describe('in what a packet declares', () => {
  test('packets of one kind may say the same', () => {
    const text = noise(80);
    expect(
      inShort(lookAt([udp(ALICE, 10, text), udp(BOB, 11, text), udp(BOB, 11, [1, ...text.slice(1)])], BODY)),
    ).toEqual([]);
  });

  test('packets of one protocol may say the same behind headers of different lengths', () => {
    const hello = noise(80);
    const one = tcp(ALICE, 10, 5, hello);
    const other = tcp(BOB, 11, 8, hello.slice(12));
    expect(inShort(lookAt([one, other], BODY))).toEqual([]);
    // Another protocol says something else.
    expect(inShort(lookAt([one, udp(BOB, 11, [...zeros(24), ...hello.slice(12)])], BODY))).toHaveLength(1);
  });

  test('a packet with a damaged protocol or address is one of the flow', () => {
    const text = noise(80);
    const damaged = udp(ALICE, 10, text);
    damaged[23] = 99;
    damaged[32] = 77;
    expect(inShort(lookAt([udp(ALICE, 10, text), damaged], BODY))).toEqual([]);
    // Of other ports and for another host it is none of the flow.
    damaged.splice(0, 6, ...BOB);
    damaged.splice(34, 4, 1, 2, 3, 4);
    expect(inShort(lookAt([udp(ALICE, 10, text), damaged], BODY))).not.toEqual([]);
  });

  test('bytes of a packet of another kind at the same offset are old memory', () => {
    const before = raw(ALICE, noise(120));
    const payload = [...noise(20, 3), ...before.slice(62, 122)];
    expect(inShort(lookAt([before, udp(BOB, 11, payload)]))).toEqual([]);
    expect(inShort(lookAt([before, udp(BOB, 11, payload)], BODY))).toEqual([
      [2, 'same-offset', 'body', 62, 122, 1, 62, true],
    ]);
  });
});
