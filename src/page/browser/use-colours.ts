import { useEffect, useState } from 'preact/hooks';
import { OWNER_COLOURS } from '../owners.ts';
import type { Colours } from './draw-pool.ts';

/** @returns the colours of the style sheet, for what is drawn: they change when the system goes from light to dark, and on paper */
export function useColours(): Colours {
  const [colours, setColours] = useState(read);
  useEffect(() => {
    const looks = ['(prefers-color-scheme: dark)', 'print'].map((query) => window.matchMedia(query));
    const change = (): void => setColours(read());
    for (const look of looks) look.addEventListener('change', change);
    return () => {
      for (const look of looks) look.removeEventListener('change', change);
    };
  }, []);
  return colours;
}

function read(): Colours {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const each = (name: string): string[] =>
    Array.from({ length: OWNER_COLOURS }, (_, i) => value(`${name}${i}`));
  return {
    ink: value('ink'),
    muted: value('muted'),
    line: value('line'),
    paper: value('paper'),
    alarm: value('alarm'),
    tints: each('tint'),
    strong: each('strong'),
  };
}
