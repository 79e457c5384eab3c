import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { vectorFiles, verifyVector } from './verify.ts';

describe('what the real code did', () => {
  for (const file of vectorFiles(path.join(import.meta.dirname, 'vectors'))) {
    test(path.basename(file, '.json.gz'), () => {
      expect(verifyVector(file)).toEqual([]);
    });
  }
});
