import { describe, expect, test } from 'vitest';
import { DhcpError, type DhcpMessage, DhcpWriter } from '../../src/wire/dhcp.ts';
import { Window, WindowError } from '../../src/wire/window.ts';
import { type DirtyFill, fillDirty } from '../support/dirty-window.ts';
import { hex } from '../support/hex.ts';
import { naiveChecksum, pseudoHeader4 } from '../support/naive-checksum.ts';
import { dhcpMessage } from '../support/sample-packets.ts';

/** Offset of the DHCP message, and of its options behind the magic cookie. */
const DHCP = 42;
const OPTIONS = DHCP + 240;

function write(message: DhcpMessage, size = 2048): DirtyFill {
  return fillDirty(size, (window) => new DhcpWriter().write(window, message));
}

/** Options that make the message `length` bytes long, END included. */
function optionsFor(length: number): DhcpMessage['options'] {
  const option = (bytes: number) => ({ code: 43, data: new Uint8Array(bytes - 2).fill(7) });
  const rest = length - 241;
  return rest > 200 ? [option(200), option(rest - 200)] : [option(rest)];
}

test('headers and message, byte by byte', () => {
  const { bytes, length } = write(dhcpMessage());
  expect(length).toBe(342);
  expect(hex(bytes, 0, 14)).toBe('020000000002' + '020000000001' + '0800');
  expect(hex(bytes, 14, 24)).toBe('45a50148' + '00000000' + 'ff11');
  expect(hex(bytes, 26, 34)).toBe('0a000001' + '0a000002');
  expect(hex(bytes, 34, 40)).toBe('0044' + '0043' + '0134');
  expect(hex(bytes, DHCP, 86)).toBe(
    '01010603' +
      '11223344' +
      '05068000' +
      '0a0a0a01' +
      '0a0a0a02' +
      '0a0a0a03' +
      '0a0a0a04' +
      '020000000001' +
      '00'.repeat(10),
  );
  expect(hex(bytes, 86, 150)).toBe('737276'.padEnd(128, '0'));
  expect(hex(bytes, 150, 278)).toBe('696d67'.padEnd(256, '0'));
  expect(hex(bytes, 278, 342)).toBe(`63825363${'350101'}ff`.padEnd(128, '0'));
});

test('the UDP checksum is right on dirty memory', () => {
  const { bytes } = write(dhcpMessage());
  expect(naiveChecksum(pseudoHeader4(0x0a000001, 0x0a000002, 17, 308), bytes.subarray(34, 342))).toBe(0);
});

test('without the broadcast flag the flags are zero', () => {
  expect(hex(write(dhcpMessage({ broadcast: false })).bytes, DHCP + 10, DHCP + 12)).toBe('0000');
});

test('omission: the type of service is not written', () => {
  expect(write(dhcpMessage()).unwritten).toEqual([[15, 16]]);
});

test('omission: the IPv4 checksum is not corrected, so that on dirty memory it is wrong', () => {
  const { bytes } = write(dhcpMessage());
  const header = bytes.slice(14, 34);
  expect(naiveChecksum(header)).not.toBe(0);
  const stored = hex(header, 10, 12);
  header.set([0xa5, 0xa5], 10);
  expect(stored).toBe(naiveChecksum(header).toString(16).padStart(4, '0'));
});

describe('omission: the padding clears one byte too many', () => {
  test.each([243, 299])(
    'a message of %i bytes is padded to 300, and the byte behind it is cleared',
    (own) => {
      const { bytes, length } = write(dhcpMessage({ options: optionsFor(own) }));
      expect(length).toBe(DHCP + 300);
      expect(bytes[DHCP + own - 1]).toBe(255);
      expect(hex(bytes, DHCP + own, DHCP + 302)).toBe(`${'00'.repeat(301 - own)}a5`);
    },
  );

  test.each([300, 301, 500])(
    'a message of %i bytes is neither padded nor followed by a cleared byte',
    (own) => {
      const { bytes, length } = write(dhcpMessage({ options: optionsFor(own) }));
      expect(length).toBe(DHCP + own);
      expect(hex(bytes, length - 2, length + 2)).toBe('07ffa5a5');
    },
  );

  test('a window that ends with the frame is too small for it', () => {
    const window = new Window();
    const bytes = new Uint8Array(342);
    window.bind(bytes, new DataView(bytes.buffer), 0, 342, true);
    expect(() => new DhcpWriter().write(window, dhcpMessage())).toThrow(WindowError);
  });
});

test('options keep their order', () => {
  const options = [
    { code: 61, data: Uint8Array.of(1, 2) },
    { code: 53, data: Uint8Array.of(3) },
    { code: 80, data: new Uint8Array(0) },
  ];
  expect(hex(write(dhcpMessage({ options })).bytes, OPTIONS, OPTIONS + 10)).toBe(
    '3d020102' + '350103' + '5000' + 'ff',
  );
});

test('what does not fit is refused', () => {
  expect(() => write(dhcpMessage({ serverName: 's'.repeat(65) }))).toThrow(
    new DhcpError(`Cannot write the server name "${'s'.repeat(65)}": 65 bytes do not fit into 64`),
  );
  expect(() => write(dhcpMessage({ bootFile: 'ü'.repeat(65) }))).toThrow(
    new DhcpError(`Cannot write the boot file "${'ü'.repeat(65)}": 130 bytes do not fit into 128`),
  );
  expect(() => write(dhcpMessage({ options: [{ code: 12, data: new Uint8Array(256) }] }))).toThrow(
    new DhcpError('Cannot write DHCP option 12: 256 bytes do not fit into 255'),
  );
  expect(() => write(dhcpMessage({ options: [] }))).toThrow(
    new DhcpError('Cannot write a DHCP message without options'),
  );
});
