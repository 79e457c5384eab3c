const UNITS = [
  ['s', 1e9],
  ['ms', 1e6],
  ['us', 1e3],
  ['ns', 1],
] as const;

/** As many digits as a duration may have before the point. */
const MOST = 1e9;

const SECOND = 1e9;

/**
 * @param nanoseconds - an integer, at least 1, below 10^16
 * @returns durations as a script spells them, none with a point, that add up to it
 */
export function durationTexts(nanoseconds: number): string[] {
  for (const [unit, size] of UNITS) {
    if (nanoseconds % size === 0 && nanoseconds / size < MOST) return [`${nanoseconds / size}${unit}`];
  }
  const rest = nanoseconds % SECOND;
  return [...durationTexts(nanoseconds - rest), ...durationTexts(rest)];
}

/**
 * @param seconds - since 1970, up to 2106
 * @returns the time as a script spells it
 */
export function epochText(seconds: number, nanoseconds: number): string {
  const whole = new Date(seconds * 1000).toISOString().replace(/\.000Z$/, '');
  const fraction = String(nanoseconds).padStart(9, '0').replace(/0+$/, '');
  return `${whole}${fraction === '' ? '' : `.${fraction}`}Z`;
}
