import type { Advisory } from './advisory.ts';
import { OSEC_2016_02 } from './osec-2016-02.ts';
import { OSEC_2019_01 } from './osec-2019-01.ts';
import { OSEC_2019_02 } from './osec-2019-02.ts';

export { OSEC_2016_02, OSEC_2019_01, OSEC_2019_02 };

/** All advisories that are known here, the oldest first. */
export const ADVISORIES: readonly Advisory[] = [OSEC_2016_02, OSEC_2019_01, OSEC_2019_02];

/** @returns the advisory of this ID or alias, in capitals or not */
export function findAdvisory(id: string): Advisory | undefined {
  const wanted = id.toUpperCase();
  return ADVISORIES.find(({ id, aliases }) => [id, ...aliases].some((name) => name.toUpperCase() === wanted));
}
