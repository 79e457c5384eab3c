import { useEffect, useRef, useState } from 'preact/hooks';
import type { Schema } from '../completions.ts';
import { unpackText } from '../packed-text.ts';
import type { ScriptMistake } from '../play.ts';
import type { PageData, Workload } from '../workload.ts';
import { createEditor, type Editor } from './editor.ts';
import type { Engine } from './engine.ts';
import { TakeAway } from './take-away.tsx';

export interface PlaygroundProps {
  data: PageData;
  engine: Engine;
  workload: Workload;
  release: string | undefined;
  isRunning: boolean;
  /** What was wrong when it was run. */
  mistakes: readonly ScriptMistake[];
  onRun(text: string, file: string): void;
  onStop(): void;
}

/** The script, to be changed and run again, by the simulator itself. */
export function Playground(props: PlaygroundProps) {
  const { data, engine, workload, release, isRunning, mistakes, onRun, onStop } = props;
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor>(undefined);
  const schema = useRef<Schema>(undefined);
  const [file, setFile] = useState(workload.file);
  const [said, setSaid] = useState('');
  const latest = useRef({ onRun, file });
  latest.current = { onRun, file };

  const run = (): void => {
    const text = editor.current?.text();
    if (text !== undefined) latest.current.onRun(text, latest.current.file);
  };

  const choose = (name: string): void => {
    const packed = data.samples[name];
    if (packed === undefined) return;
    void unpackText(packed).then((text) => {
      editor.current?.setText(text);
      setFile(`samples/${name}.yaml`);
      latest.current.onRun(text, `samples/${name}.yaml`);
    });
  };

  useEffect(() => {
    if (place.current === null) return;
    const made = createEditor(
      place.current,
      workload.text,
      () => schema.current,
      () => made.show([]),
      run,
    );
    editor.current = made;
    return () => made.destroy();
  }, []);

  // The first run comes first.
  useEffect(() => {
    if (isRunning || schema.current !== undefined) return;
    engine.ask('schema', {}).then(
      (answer) => {
        schema.current = answer as Schema;
      },
      () => undefined,
    );
  }, [isRunning, engine]);

  useEffect(() => {
    const made = editor.current;
    if (made !== undefined && made.text() !== workload.text && mistakes.length === 0)
      made.setText(workload.text);
  }, [workload.text]);

  useEffect(() => {
    const made = editor.current;
    made?.show(mistakes.filter((mistake) => mistake.file === file));
  }, [mistakes]);

  return (
    <section aria-labelledby="playground" class="playground">
      <h2 id="playground">The script: change it, and run it again</h2>
      <div class="steps">
        {Object.keys(data.samples).length > 0 && (
          <label>
            sample{' '}
            <select value="" onChange={(event) => choose(event.currentTarget.value)}>
              <option value="">choose one …</option>
              {Object.keys(data.samples).map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
        <button type="button" class="run" onClick={run} title="Ctrl+Enter">
          Run
        </button>
        {isRunning && (
          <button type="button" onClick={onStop}>
            Stop
          </button>
        )}
        <TakeAway
          engine={engine}
          workload={{ ...workload, file }}
          latestText={() => editor.current?.text()}
          release={release}
          version={data.version}
          onSaid={setSaid}
        />
        <span class="note" role="status">
          {isRunning ? 'running …' : said}
        </span>
      </div>
      {mistakes.length > 0 && (
        <ul class="mistakes" role="alert">
          {mistakes.slice(0, 20).map((mistake) => (
            <li key={`${mistake.file}:${mistake.line}:${mistake.column}:${mistake.message}`}>
              <button type="button" class="link" onClick={() => editor.current?.focusLine(mistake.line)}>
                {mistake.file === file ? `line ${mistake.line}` : `${mistake.file}:${mistake.line}`}
              </button>{' '}
              {mistake.message}
            </li>
          ))}
        </ul>
      )}
      <div class="editor" ref={place} />
    </section>
  );
}
