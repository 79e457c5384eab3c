import { config } from 'zod';
import type { loadScript } from '../../script/load-script.ts';

/**
 * @returns the library's `loadScript`, which starts faster here: zod compiles no function for each schema, which no
 * script is long enough to make good
 */
export async function scriptLoader(): Promise<typeof loadScript> {
  // Schemas heed it when they are made, which is when their modules are imported.
  config({ jitless: true });
  const script = await import('../../script/load-script.ts');
  return script.loadScript;
}
