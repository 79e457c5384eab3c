import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import loadWabt from 'wabt';

const FOLDER = path.join(import.meta.dirname, '../../src/simd');

/** `npx vitest run test/simd/kernel.test.ts -u` writes the module after a change of kernel.wat. */
test('the module is what kernel.wat assembles to', async () => {
  const wabt = await loadWabt();
  const source = readFileSync(path.join(FOLDER, 'kernel.wat'), 'utf8');
  const assembled = wabt.parseWat('kernel.wat', source, { simd: true, bulk_memory: true });
  assembled.validate();
  const text = Buffer.from(assembled.toBinary({}).buffer).toString('base64');
  const lines = text.match(/.{1,100}/g)?.map((line) => `  '${line}'`);
  await expect(
    `/** kernel.wat as a WebAssembly module, in base64. */\nexport const KERNEL =\n${lines?.join(' +\n')};\n`,
  ).toMatchFileSnapshot(path.join(FOLDER, 'kernel-module.ts'));
});
