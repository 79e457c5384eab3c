import { didYouMean } from '../../script/suggestion.ts';

/** @returns `; did you mean "leak"`, to be followed by what else there is, or nothing */
export function closestHint(text: string, candidates: readonly string[]): string {
  return didYouMean(text, candidates).replace(/\?$/, '');
}
