import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isJson } from '../../support/is-json.ts';
import { DEMO, folder, run } from '../binary.ts';

let place: ReturnType<typeof folder>;
const inside = (name: string): string => path.join(place.path, name);
const hasDescriptors = existsSync('/dev/fd');

beforeAll(() => {
  place = folder({ 'demo.yaml': DEMO });
});
afterAll(() => place.remove());

test.skipIf(process.platform === 'win32')('a report goes to a FIFO: it is not looked at before', async () => {
  spawnSync('mkfifo', [inside('fifo')]);
  const reader = spawn('cat', [inside('fifo')]);
  const [{ code, stderr }, report] = await Promise.all([
    run(['run', 'demo.yaml', '-q', '--no-capture', '--json', 'fifo'], { cwd: place.path }),
    text(reader.stdout),
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(report)).toMatchObject({ version: 1 });
});

test.skipIf(!hasDescriptors)('a report goes to what a shell makes of >(…)', async () => {
  const shell = spawn(
    'bash',
    ['-c', '"$@" --json >(cat > told.json); sleep 0.1', '-', process.execPath, bin(), ...RUN],
    {
      cwd: place.path,
    },
  );
  const [code] = (await once(shell, 'exit')) as [number];
  expect(code).toBe(0);
  await expect.poll(() => isJson(inside('told.json')), { timeout: 10_000 }).toBe(true);
});

const RUN = ['run', 'demo.yaml', '-q', '--no-capture'];

function bin(): string {
  return path.join(import.meta.dirname, '../../../bin/netchannel-sim.js');
}

test('of releases that are compared, no older capture is lost because another cannot be opened', async () => {
  writeFileSync(inside('x-1.9.0.pcap'), 'older');
  const args = ['compare', 'demo.yaml', '-q', '--netchannel', '1.9.0,1.10.0', '-o', 'x-{release}.pcap'];
  spawnSync('mkdir', [inside('x-1.10.0.pcap')]);
  const { code, stderr } = await run(args, { cwd: place.path });
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: 'netchannel-sim: Cannot write "x-1.10.0.pcap": it is a directory\n',
  });
  expect(readFileSync(inside('x-1.9.0.pcap'), 'utf8')).toBe('older');
});

test('an older trace stays until the new one is whole', async () => {
  writeFileSync(inside('t.json'), 'older');
  const { code } = await run(['run', 'demo.yaml', '-q', '-o', 'none/x.pcap', '--trace', 't.json'], {
    cwd: place.path,
  });
  expect(code).toBe(1);
  expect(readFileSync(inside('t.json'), 'utf8')).toBe('older');
  const again = await run(['run', 'demo.yaml', '-q', '--no-capture', '--trace', 't.json'], {
    cwd: place.path,
  });
  expect(again.code).toBe(0);
  expect(isJson(inside('t.json'))).toBe(true);
});
