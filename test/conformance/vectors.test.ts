import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { vectorFiles, verifyVector } from './verify.ts';

describe.each(['vectors', 'vectors-later', 'vectors-mixed'])('what the real code did: %s', (folder) => {
  for (const file of vectorFiles(path.join(import.meta.dirname, folder))) {
    test(path.basename(file, '.json.gz'), () => {
      expect(verifyVector(file)).toEqual([]);
    });
  }
});
