import { expect, test } from 'vitest';
import { writeEthernet } from '../../src/wire/ethernet.ts';
import { ETHERTYPE_IPV6 } from '../../src/wire/protocol-numbers.ts';
import { Window, WindowError } from '../../src/wire/window.ts';
import { fillDirty } from '../support/dirty-window.ts';
import { hex, unhex } from '../support/hex.ts';

const TO = unhex('010203040506');
const FROM = unhex('111213141516');

test('all 14 bytes are written, and none behind them', () => {
  const { bytes, unwritten } = fillDirty(20, (window) => {
    writeEthernet(window, TO, FROM, ETHERTYPE_IPV6);
    return 14;
  });
  expect(hex(bytes)).toBe('010203040506' + '111213141516' + '86dd' + 'a5a5a5a5a5a5');
  expect(unwritten).toEqual([]);
});

test('a window that is too short is refused before anything is stored', () => {
  const bytes = new Uint8Array(20);
  const window = new Window();
  window.bind(bytes, new DataView(bytes.buffer), 0, 13, true);
  expect(() => writeEthernet(window, TO, FROM, ETHERTYPE_IPV6)).toThrow(WindowError);
  expect(hex(bytes)).toBe('00'.repeat(20));
});
