import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { offersAt, placeIn, type Schema } from '../completions.ts';
import type { ScriptMistake } from '../play.ts';

/** Colours are those of the page. */
const LOOK = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'var(--paper)', fontSize: '14px', maxHeight: '60vh' },
  '.cm-scroller': { fontFamily: 'var(--mono)', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': {
    color: 'var(--muted)',
    backgroundColor: 'var(--paper)',
    borderRight: '1px solid var(--line)',
  },
  '.cm-activeLine': { backgroundColor: 'transparent', outline: '1px solid var(--line)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--select) !important',
  },
  '.cm-tooltip': { color: 'var(--ink)', backgroundColor: 'var(--paper)', border: '1px solid var(--muted)' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { color: 'var(--ink)', backgroundColor: 'var(--select)' },
  '.cm-diagnostic-error': { borderLeft: '4px solid var(--alarm)' },
  '.cm-completionInfo': { maxWidth: '40ch' },
});

const HIGHLIGHT = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--strong0)' },
  { tag: tags.string, color: 'var(--strong2)' },
  { tag: tags.comment, color: 'var(--muted)', fontStyle: 'italic' },
  { tag: [tags.number, tags.bool, tags.keyword], color: 'var(--strong1)' },
]);

export interface Editor {
  text(): string;
  setText(text: string): void;
  /** Marks lines with what is wrong in them. */
  show(mistakes: readonly ScriptMistake[]): void;
  focusLine(line: number): void;
  destroy(): void;
}

/**
 * An editor for scripts, in a shadow tree: there its style sheets need no permission that the page could give away.
 *
 * @param schema - of scripts, for completions; undefined until it is known
 * @param onRun - Ctrl-Enter was pressed
 */
export function createEditor(
  place: HTMLElement,
  text: string,
  schema: () => Schema | undefined,
  onChange: (text: string) => void,
  onRun: () => void,
): Editor {
  const root = place.shadowRoot ?? place.attachShadow({ mode: 'open' });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        yaml(),
        syntaxHighlighting(HIGHLIGHT),
        lintGutter(),
        autocompletion({ override: [(context) => complete(context, schema())] }),
        keymap.of([
          { key: 'Mod-Enter', run: () => run(onRun) },
          ...completionKeymap,
          ...lintKeymap,
          ...historyKeymap,
          ...defaultKeymap,
        ]),
        EditorView.contentAttributes.of({ 'aria-label': 'Script, YAML' }),
        EditorView.updateListener.of((update) => update.docChanged && onChange(update.state.doc.toString())),
        LOOK,
      ],
    }),
  });
  // It scrolls: who has no mouse gets there by the keyboard.
  view.scrollDOM.tabIndex = 0;
  return {
    text: () => view.state.doc.toString(),
    setText: (to) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: to } }),
    show: (mistakes) =>
      view.dispatch(
        setDiagnostics(
          view.state,
          mistakes.map((each) => diagnostic(view, each)),
        ),
      ),
    focusLine: (line) => {
      const { from } = view.state.doc.line(Math.max(1, Math.min(line, view.state.doc.lines)));
      view.dispatch({
        selection: { anchor: from },
        effects: EditorView.scrollIntoView(from, { y: 'center' }),
      });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}

/** @returns that the key is dealt with */
function run(act: () => void): true {
  act();
  return true;
}

function diagnostic({ state }: EditorView, { line, column, message }: ScriptMistake): Diagnostic {
  const { from, to, text } = state.doc.line(Math.max(1, Math.min(line, state.doc.lines)));
  const start = Math.min(to, from + column - 1);
  const word = /^[\w.-]+/.exec(text.slice(start - from))?.[0].length ?? 1;
  return { from: start, to: Math.min(to, start + word), severity: 'error', message };
}

function complete(
  { state, pos, explicit }: CompletionContext,
  schema: Schema | undefined,
): CompletionResult | null {
  if (schema === undefined) return null;
  const line = state.doc.lineAt(pos);
  const before = state.doc.sliceString(0, pos).split('\n');
  const word = /[\w.-]*$/.exec(line.text.slice(0, pos - line.from))?.[0] ?? '';
  if (word === '' && !explicit) return null;
  const place = placeIn(before);
  const options = offersAt(schema, place).map(({ label, info, kind }) => ({
    label,
    apply: kind === 'key' ? `${label}: ` : label,
    type: kind === 'key' ? 'property' : 'enum',
    ...(info === undefined ? {} : { info }),
  }));
  return options.length === 0 ? null : { from: pos - word.length, options, validFor: /^[\w.-]*$/ };
}
