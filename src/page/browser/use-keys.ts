import { useLayoutEffect } from 'preact/hooks';

/** Has keys do what they say, unless somebody is writing. */
export function useKeys(keys: Readonly<Record<string, () => void>>): void {
  // Before the next key: one that comes at once is to find what the last one led to.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target as HTMLElement | null;
      if (target?.closest('input, select, textarea, .editor, [contenteditable]') != null) return;
      const isPress = event.key === ' ' || event.key === 'Enter';
      if (isPress && target?.closest('button, summary, a') != null) return;
      const act = keys[event.key];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  });
}
