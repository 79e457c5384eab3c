import { HYPERVISOR_REFUSES } from '../xen/grant-table.ts';

/** @returns whether what an end says, in its log or when it ends, is that the hypervisor refused a page because it was told to */
export function tellsOfRefusedGrant(text: string): boolean {
  return text.endsWith(HYPERVISOR_REFUSES);
}
