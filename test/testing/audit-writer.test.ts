import { describe, expect, test } from 'vitest';
import { DEVICE_NAMES } from '../../src/netchannel/devices.ts';
import { RELEASE_NAMES } from '../../src/netchannel/releases.ts';
import { auditWriter, type TestedDevice, WriterFailed } from '../../src/testing/audit-writer.ts';
import { plainUdp, udpWriter } from '../probe/writers.ts';

const withoutTos = udpWriter({ leaveOut: [15] });

describe('auditWriter', () => {
  test('hands a plain buffer of 2048 bytes, and a view over it', () => {
    const seen: unknown[] = [];
    auditWriter((buffer, view) => {
      seen.push([Object.getPrototypeOf(buffer) === Uint8Array.prototype, buffer.length, view.byteLength]);
      view.setUint16(12, 0x88b5);
      expect([buffer[12], buffer[13]]).toEqual([0x88, 0xb5]);
      return 14;
    });
    expect(seen).toEqual(Array.from({ length: 10 }, () => [true, 2048, 2048]));
  });

  test('says of a careful writer that it writes all', () => {
    const audit = auditWriter(plainUdp, { name: 'udp' });
    expect(audit).toMatchObject({ name: 'udp', device: null, writesAll: true });
    expect(audit.report).toContain(
      'This writer writes all 58 bytes: the frame is the same under 5 fillings.',
    );
  });

  test('says of another what it leaves out', () => {
    const audit = auditWriter(withoutTos);
    expect(audit.writesAll).toBe(false);
    expect(audit.report).toContain('byte 15 (ipv4.tos) passes through: the writer leaves it out');
  });

  test('asks for several frames in a row', () => {
    let count = 0;
    const { frames, totals } = auditWriter(
      (buffer) => {
        buffer.fill(count++ % 2, 0, 60);
        return 60;
      },
      { frames: 4, size: 100 },
    );
    expect([frames.length, totals.bytes]).toEqual([4, 240]);
    expect(frames.every(({ flaws }) => flaws.length === 0)).toBe(true);
  });

  test.each([
    [
      'nothing',
      () => undefined,
      "it returned undefined: expected the frame's length in bytes, from 1 to 2048",
    ],
    ['0', () => 0, "it returned 0: expected the frame's length in bytes, from 1 to 2048"],
    ['a fraction', () => 1.5, "it returned 1.5: expected the frame's length in bytes, from 1 to 2048"],
    ['less than nothing', () => -1, "it returned -1: expected the frame's length in bytes, from 1 to 2048"],
    ['too much', () => 2049, 'it returned 2049: expected at most 2048, as many bytes as it announced'],
    [
      'a promise',
      async () => 60,
      "it returned a promise: expected the frame's length, once the frame is written",
    ],
    [
      'never, but throws',
      () => {
        throw new RangeError('Offset is outside the bounds');
      },
      'it threw RangeError: Offset is outside the bounds',
    ],
  ])('refuses a writer that returns %s', (_, writer, why) => {
    const failing = () => auditWriter(writer as () => number, { name: 'mine' });
    expect(failing).toThrow(WriterFailed);
    expect(failing).toThrow(`Cannot audit mine: of clean memory it made no frame: ${why}`);
  });

  test('tells of one that throws on old memory only', () => {
    const { frames } = auditWriter((buffer) => {
      if (buffer[100] !== 0) throw new Error('not mine\u001b[2J');
      return plainUdp(buffer);
    });
    expect(frames[0]?.flaws.map(({ cause }) => cause)).toEqual(['refused']);
    expect(auditWriter((buffer) => (buffer[1] === 0 ? plainUdp(buffer) : 9999)).report).toContain('9999');
  });

  test('refuses options that are out of range', () => {
    expect(() => auditWriter(plainUdp, { size: 65_536 })).toThrow(
      'Cannot use 65536 as size: expected an integer from 1 to 65535',
    );
    expect(() => auditWriter(plainUdp, { frames: 0 })).toThrow(RangeError);
    expect(() => auditWriter(plainUdp, { device: '9.9.9' as TestedDevice })).toThrow(
      'Unknown device "9.9.9"; there are',
    );
  });
});

describe('under a device', () => {
  const leakedUnder = (writer: (buffer: Uint8Array) => number, size?: number) =>
    Object.fromEntries(
      RELEASE_NAMES.map((device) => [
        device,
        auditWriter(writer, { device, ...(size === undefined ? {} : { size }) }).totals.leaked,
      ]),
    );
  const none = Object.fromEntries(RELEASE_NAMES.map((name) => [name, 0]));

  test('what is left out crosses the channel under the release with the flaw, and no other', () => {
    expect(leakedUnder(withoutTos)).toEqual({ ...none, '1.10.0': 1 });
    expect(leakedUnder((buffer) => plainUdp(buffer) + 40, 98)).toEqual({ ...none, '1.10.0': 40 });
  });

  test('what crosses under designs against old memory', () => {
    const leaking = DEVICE_NAMES.filter((device) => auditWriter(withoutTos, { device }).totals.leaked > 0);
    expect(leaking).toEqual(expect.arrayContaining(['1.10.0', 'none', 'clear-tail']));
    for (const device of ['copy-in', 'clear-on-take', 'clear-window'] as const)
      expect(leaking).not.toContain(device);
  });

  test('devices that go by what was written clear nothing else, and too late for a checksum', () => {
    const written = auditWriter(withoutTos).frames[0]?.clean;
    for (const device of ['clear-tail', 'clear-gaps'] as const) {
      expect(auditWriter(withoutTos, { device }).frames[0]?.clean, device).toEqual(written);
    }
    expect(auditWriter(withoutTos, { device: 'clear-gaps' }).totals).toMatchObject({
      leaked: 0,
      staleSums: 1,
    });
  });

  test('and nothing of a careful writer', () => {
    expect(leakedUnder(plainUdp)).toEqual(none);
    for (const device of DEVICE_NAMES) expect(auditWriter(plainUdp, { device }).writesAll).toBe(true);
  });

  test('a frame of several blocks leaks under none: its buffer is private', () => {
    const long = (device: TestedDevice) => auditWriter(() => 3000, { device, size: 3000 }).totals.leaked;
    // 1.4.1 sends nothing behind the first block, which the other end does not take for a frame.
    expect(() => long('1.4.1')).toThrow('nothing crossed the channel');
    for (const device of RELEASE_NAMES.filter((name) => name !== '1.4.1')) expect(long(device)).toBe(0);
  });

  test('a checksum whose field is not cleared is wrong under the release with the flaw', () => {
    const stale = (device: TestedDevice) =>
      auditWriter(udpWriter({ clear: false }), { device }).totals.staleSums;
    expect(RELEASE_NAMES.filter((device) => stale(device) > 0)).toEqual(['1.10.0']);
  });

  test('the whole block is handed out, or as much as is announced', () => {
    const handed = (device: TestedDevice): number => {
      let length = 0;
      auditWriter(
        (buffer) => {
          length = buffer.length;
          return plainUdp(buffer);
        },
        { device, size: 100 },
      );
      return length;
    };
    expect([handed('1.10.0'), handed('1.13.1')]).toEqual([2048, 100]);
  });

  test('one that returns more than it announced sends nothing', () => {
    expect(() => auditWriter(() => 101, { device: '1.10.0', size: 100 })).toThrow(
      'it returned 101: expected at most 100, as many bytes as it announced',
    );
  });

  test('the report says which release it was, and what crossed its channel', () => {
    const { report } = auditWriter(withoutTos, { device: '1.10.0', name: 'udp' });
    expect(report).toMatch(/^udp under netchannel 1\.10\.0:/);
    expect(report).toContain('Old memory crosses the channel: 1 of 58 bytes is what was in memory before.');
    expect(auditWriter(withoutTos, { device: '1.10.1' }).report).toContain(
      'No old memory crosses the channel in 58 bytes: the frame is the same under 5 fillings.',
    );
  });
});

describe('IP packets alone', () => {
  /** The datagram without its Ethernet header. */
  const alone = (writer: (buffer: Uint8Array) => number) => (buffer: Uint8Array) => {
    const frame = new Uint8Array(buffer.length + 14);
    frame.set(buffer, 14);
    const length = writer(frame) - 14;
    buffer.set(frame.subarray(14, 14 + length));
    return length;
  };
  const flawed = alone(udpWriter({ leaveOut: [15, 45], clear: false }));

  test('are seen to be some, and told by their fields', () => {
    const audit = auditWriter(flawed, { name: 'tun' });
    expect(audit).toMatchObject({ linkType: 'raw', linkTypeGiven: false });
    expect(audit.frames[0]?.flow).toBe('udp 10.0.0.1:1000 > 10.0.0.2:2000');
    for (const part of [
      'IP packets, without an Ethernet header; that is evident, and --link-type ethernet has them read as frames',
      'byte 1 (ipv4.tos) passes through',
      'byte 31 (udp.payload) passes through: a hole',
      'bytes 10..11 (ipv4.checksum) are right on clean memory and wrong on old',
      'the field itself is summed, and not cleared before',
    ]) {
      expect(audit.report.replace(/\n */g, ' ')).toContain(part);
    }
    expect(auditWriter(alone(plainUdp)).writesAll).toBe(true);
  });

  test('as said: the same, or as frames', () => {
    const said = auditWriter(flawed, { linkType: 'raw' });
    expect(said).toMatchObject({ linkType: 'raw', linkTypeGiven: true });
    expect(said.frames).toEqual(auditWriter(flawed).frames);
    expect(said.report).toContain('IP packets, without an Ethernet header\n');
    const frames = auditWriter(flawed, { linkType: 'ethernet' });
    expect(frames.report).toContain('byte 1 (ethernet.destination) passes through');
  });

  test('behind four bytes', () => {
    const behind = (buffer: Uint8Array): number => {
      buffer.set([0, 0, 0, 2]);
      return 4 + flawed(buffer.subarray(4));
    };
    expect(auditWriter(behind, { linkType: 'null' }).report).toContain('byte 5 (ipv4.tos) passes through');
  });

  test('no device sends them', () => {
    expect(() => auditWriter(flawed, { device: '1.10.0', name: 'tun' })).toThrow(
      'Cannot audit tun under a device: it writes IP packets without an Ethernet header',
    );
    expect(auditWriter(flawed, { device: '1.10.0', linkType: 'ethernet' }).totals.leaked).toBe(2);
    expect(() => auditWriter(flawed, { device: '1.10.0', linkType: 'raw' })).toThrow(
      'Cannot audit packets of link type raw under a device: it sends Ethernet frames',
    );
    expect(() => auditWriter(flawed, { linkType: 'token-ring' as 'raw' })).toThrow(
      'Unknown link type "token-ring"; there are ethernet, raw, null',
    );
  });
});
