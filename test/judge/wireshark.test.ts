import { describe, expect, test } from 'vitest';
import { openWithWireshark } from './wireshark.ts';

/** UDP from 10.0.0.1 to 10.0.0.2 with a right and with a wrong IPv4 checksum, and four bytes of trailer. */
const GOOD = frame(0x66cf);
const BAD = frame(0x1234);

function frame(checksum: number): number[] {
  return [
    [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0],
    [0x45, 0, 0, 28, 0, 0, 0, 0, 64, 17, checksum >>> 8, checksum & 255, 10, 0, 0, 1, 10, 0, 0, 2],
    [0, 9, 0, 10, 0, 8, 0, 0],
    [1, 2, 3, 4],
  ].flat();
}

/** Written out by hand, so that the judge is not tested with what it is to judge. */
function capture(packets: number[][]): Uint8Array {
  const word = (value: number): number[] => [...new Uint8Array(new Uint32Array([value]).buffer)];
  const header = [0xa1b2c3d4, 0x00040002, 0, 0, 262144, 1].flatMap(word);
  const records = packets.flatMap((bytes, i) =>
    [i + 1, 7, bytes.length, bytes.length].flatMap(word).concat(bytes),
  );
  return Uint8Array.from([...header, ...records]);
}

describe('openWithWireshark', () => {
  test('lists frames', async () => {
    const judge = await openWithWireshark(capture([GOOD, BAD]));
    expect(judge.packetCount).toBe(2);
    expect(judge.frames()).toMatchObject([
      {
        number: 1,
        time: '1.000007000',
        source: '10.0.0.1',
        destination: '10.0.0.2',
        length: 46,
        hasComment: false,
      },
      { number: 2, time: '2.000007000', protocol: 'UDP' },
    ]);
    expect(judge.frames('', 1)).toHaveLength(1);
    expect(judge.frames('arp')).toEqual([]);
    judge.close();
  });

  test('validates checksums and finds trailers', async () => {
    const judge = await openWithWireshark(capture([GOOD, BAD]));
    expect(judge.matchedFrames('ip.checksum.status == "Bad"')).toEqual([2]);
    expect(judge.fields(['ip.checksum.status', 'eth.trailer', 'frame.comment'])).toEqual([
      { 'ip.checksum.status': 'Good', 'eth.trailer': '01020304', 'frame.comment': '' },
      { 'ip.checksum.status': 'Bad', 'eth.trailer': '01020304', 'frame.comment': '' },
    ]);
    judge.close();
  });

  test('shows the place of every field', async () => {
    const judge = await openWithWireshark(capture([GOOD]));
    const ip = judge.details(1).find((detail) => detail.filter === 'ip');
    expect(ip).toMatchObject({ start: 14, length: 20, dataSource: 0 });
    expect(ip?.children.find((detail) => detail.filter === 'ip.ttl == 64')).toMatchObject({
      start: 22,
      length: 1,
    });
    expect(() => judge.details(2)).toThrow('Cannot show frame 2: the capture has 1');
    judge.close();
  });

  test('keeps sessions and their preferences apart', async () => {
    const strict = await openWithWireshark(capture([GOOD, BAD, BAD]));
    const lax = await openWithWireshark(capture([BAD]), {
      ip: { check_checksum: 'FALSE' },
      tcp: { default_window_scaling: '2' },
    });
    const filter = 'ip.checksum.status == "Bad"';
    expect(strict.matchedFrames(filter)).toEqual([2, 3]);
    expect(lax.matchedFrames(filter)).toEqual([]);
    expect(strict.matchedFrames(filter)).toEqual([2, 3]);
    strict.close();
    expect(lax.matchedFrames('udp')).toEqual([1]);
    lax.close();
    lax.close();
    expect(() => lax.matchedFrames('udp')).toThrow('the session is closed');
  });

  test('finds all of many matches', async () => {
    const packets: number[][] = [];
    for (let i = 0; i < 5000; i++) packets.push(i % 3 === 0 ? BAD : GOOD);
    const judge = await openWithWireshark(capture(packets));
    const bad = judge.matchedFrames('ip.checksum.status == "Bad"');
    expect(bad).toEqual(Array.from({ length: 1667 }, (_, i) => 3 * i + 1));
    expect(judge.matchedFrames('udp')).toEqual(Array.from({ length: 5000 }, (_, i) => i + 1));
    expect(judge.matchedFrames('tcp')).toEqual([]);
    judge.close();
  });

  test('refuses what Wireshark refuses', async () => {
    const judge = await openWithWireshark(capture([GOOD]));
    expect(() => judge.matchedFrames('ip.nonsense == 1')).toThrow(
      'Cannot use the display filter "ip.nonsense == 1"',
    );
    expect(() => judge.fields(['no.such.field'])).toThrow('"no.such.field" is not a valid protocol');
    expect(() => judge.fields(['udp or tcp'])).toThrow(TypeError);
    judge.close();
    await expect(openWithWireshark(capture([GOOD]).subarray(0, 60))).rejects.toMatchObject({ code: -12 });
    await expect(openWithWireshark(new Uint8Array(10))).rejects.toThrow('Wireshark cannot read the capture');
    await expect(openWithWireshark(capture([]), { ip: { nonsense: '1' } })).rejects.toThrow(
      'Cannot find the Wireshark preference ip.nonsense',
    );
    await expect(openWithWireshark(capture([]), { dns: { 'tcp.port': '1' } })).rejects.toThrow(
      'not supported',
    );
  });
});
