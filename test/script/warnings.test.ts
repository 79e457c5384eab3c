import { describe, expect, test } from 'vitest';
import { loadScript } from '../../src/script/load-script.ts';

const HOSTS = 'hosts: {bob: {ip: 10.0.0.11}}';

function warningsOf(...steps: string[]): string[] {
  const script = loadScript([HOSTS, 'steps:', ...steps.map((step) => `  - ${step}`)].join('\n'), 'w.yaml');
  return (script.warnings ?? []).map(String);
}

describe('a write behind the announced size', () => {
  test('is told with its place', () => {
    expect(
      warningsOf('raw: {to: bob, size: 60, writes: [{at: 14, data: hello}, {at: 58, data: abc}]}'),
    ).toEqual([
      'w.yaml:3:62: steps[0].raw.writes[1]: Writes up to byte 60, behind the 60 bytes that are announced: what is behind is not sent',
    ]);
  });

  test('is told of what netback writes, too, and of each write', () => {
    const step = 'receive: {size: 20, returns: 20, writes: [{at: 0, data: {size: 21}}, {at: 30, data: x}]}';
    expect(warningsOf('poll', step).map((warning) => warning.replace(/:.*/, ''))).toEqual([
      'w.yaml',
      'w.yaml',
    ]);
  });

  test('up to the last byte is none', () => {
    expect(warningsOf('raw: {to: bob, size: 60, writes: [{at: 57, data: abc}]}')).toEqual([]);
    const script = loadScript(`${HOSTS}\nsteps: [poll]`, 'w.yaml');
    expect('warnings' in script).toBe(false);
  });
});
