/** Actions of steps that no frame is of, so that nothing can be expected of them. */
export const FRAMELESS = [
  'poll',
  'wait',
  'include',
  'note',
  'fault',
  'hostile',
  'own_page',
  'repeat',
  'choice',
] as const;
