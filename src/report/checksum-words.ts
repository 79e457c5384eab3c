import type { ChecksumState } from '../audit/findings.ts';
import { counted } from './words.ts';

/** @returns what is special about a frame whose checksum the ring says something about, in a word or three */
export function checksumWords({ flags, fate }: ChecksumState): string {
  if (fate === 'fixed-up') return 'fixed up';
  if (flags.includes('csum_blank')) return 'left to the card';
  return flags.length > 0 ? 'validated' : 'to be segmented';
}

/** @returns the same with all that there is to say: `csum_blank, data_validated; its checksum is taken without a look` */
export function checksumSentence({ flags, segmentSize, partial, fate }: ChecksumState): string {
  const told = flags.length === 0 ? 'no checksum flag' : flags.join(', ');
  const cut = segmentSize === undefined ? [] : [`to be cut into segments of ${counted(segmentSize, 'byte')}`];
  const wrong = partial === false ? ['its checksum is not the sum of the pseudo header'] : [];
  return [told, ...cut, ...wrong, FATES[fate]].join('; ');
}

const FATES: Readonly<Record<ChecksumState['fate'], string>> = {
  verified: 'its checksum is verified as any other',
  taken: 'its checksum is taken without a look',
  'fixed-up': 'its receiver sums up anew',
  dropped: 'dropped for that',
  unread: 'the firewall looks at no flag and no checksum',
};
