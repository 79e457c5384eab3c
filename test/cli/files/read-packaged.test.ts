import { expect, test } from 'vitest';
import { CliError } from '../../../src/cli/cli-error.ts';
import { listPackaged, readPackaged } from '../../../src/cli/files/read-packaged.ts';

test('files of the package are read from where the package lies', () => {
  expect(listPackaged('samples')).toContain('talk.yaml');
  expect(readPackaged('samples/talk.yaml').toString()).toContain('steps:');
});

test('what is not there is named, with why', () => {
  for (const read of [() => readPackaged('samples/gone.yaml'), () => listPackaged('samples/gone.yaml')]) {
    expect(read).toThrow(CliError);
    expect(read).toThrow(/^Cannot read ".*samples.gone\.yaml": no such file or directory$/);
  }
});
