import { config } from 'zod';
import type { loadKnown } from '../../script/load.ts';

/**
 * @returns the library's `loadKnown`, which starts faster here: zod compiles no function for each schema, which no
 * script is long enough to make good
 */
export async function scriptLoader(): Promise<typeof loadKnown> {
  // Schemas heed it when they are made, which is when their modules are imported.
  config({ jitless: true });
  const script = await import('../../script/load.ts');
  return script.loadKnown;
}
