import { expect, test } from 'vitest';
import { XenbusState, XenStore, XenStoreError } from '../../src/xen/xenstore.ts';

function storeWith(value: string): XenStore {
  const store = new XenStore();
  store.write('device/vif/0/key', value);
  return store;
}

test('what was written last is read', () => {
  const store = storeWith('old');
  store.write('device/vif/0/key', 'new');
  expect(store.read('device/vif/0/key')).toBe('new');
});

test('a key that is not there', () => {
  const missing = new XenStoreError('Cannot read "device/vif/0/mac": there is no such key');
  expect(() => storeWith('').read('device/vif/0/mac')).toThrow(missing);
  expect(() => storeWith('').readNumber('device/vif/0/mac')).toThrow(missing);
  expect(storeWith('').readFlag('device/vif/0/mac')).toBe(false);
});

test('numbers', () => {
  expect(storeWith('0265').readNumber('device/vif/0/key')).toBe(265);
  for (const text of ['', '-1', '1.5', '0x10', '8 ', 'one']) {
    expect(() => storeWith(text).readNumber('device/vif/0/key')).toThrow(
      new XenStoreError(`Cannot read "device/vif/0/key": expected a whole number, found "${text}"`),
    );
  }
});

test('flags', () => {
  expect(storeWith('1').readFlag('device/vif/0/key')).toBe(true);
  for (const text of ['0', '', 'true', '01']) {
    expect(storeWith(text).readFlag('device/vif/0/key'), text).toBe(false);
  }
});

test('the states are numbered as in xenbus.h', () => {
  expect(Object.entries(XenbusState).map(([name, value]) => `${value} ${name}`)).toEqual([
    '1 initialising',
    '2 initWait',
    '3 initialised',
    '4 connected',
    '5 closing',
    '6 closed',
  ]);
});

test.each([
  ['1500', 1500],
  ['0x578', 1400],
  ['-3', -3],
  ['+7', 7],
  ['0b11', 3],
  ['0o17', 15],
  ['0u9', 9],
  ['1_500', 1500],
  ['', undefined],
  ['x', undefined],
  [' 1500', undefined],
  ['1500.0', undefined],
  ['0x', undefined],
  ['_1', undefined],
])('an integer is read as OCaml reads it: %j', (value, expected) => {
  const store = new XenStore();
  store.write('mtu', value);
  expect(store.readInteger('mtu')).toBe(expected);
  expect(store.readInteger('other')).toBeUndefined();
});
