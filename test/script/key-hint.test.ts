import { expect, test } from 'vitest';
import { z } from 'zod';
import { keyHint } from '../../src/script/key-hint.ts';

const SHAPE = { udp: z.strictObject({ to: z.string(), ttl: z.number() }), seed: z.number() };

test('a key that a member of the mapping can have is indented too little', () => {
  expect(keyHint('ttl', SHAPE, { seed: 1, udp: {}, ttl: 64 })).toBe('; it belongs into "udp"');
  expect(keyHint('ttl', SHAPE, { udp: null, ttl: 64 })).toBe('; it belongs into "udp"');
  expect(keyHint('ttl', SHAPE, { udp: 'alice', ttl: 64 })).toBe('');
  expect(keyHint('ttl', SHAPE, { seed: {}, ttl: 64 })).toBe('');
});

test('what is looked at of a mapping does not grow with its unknown keys', () => {
  const looks = (unknown: number): number => {
    let count = 0;
    const look = <Result>(result: Result): Result => {
      count++;
      return result;
    };
    const many = Object.fromEntries(Array.from({ length: unknown }, (_, i) => [`k${i}`, 1]));
    const mapping = new Proxy(
      { ...many, udp: {} },
      {
        ownKeys: (target) => look(Reflect.ownKeys(target)),
        get: (target, name) => look(Reflect.get(target, name)),
        has: (target, name) => look(Reflect.has(target, name)),
        getOwnPropertyDescriptor: (target, name) => look(Reflect.getOwnPropertyDescriptor(target, name)),
      },
    );
    keyHint('k0', SHAPE, mapping);
    return count;
  };
  expect(looks(1000)).toBe(looks(10));
});
