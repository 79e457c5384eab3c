import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { OWN_DEVICE } from '../../netchannel/devices.ts';
import type { RecordedFrame } from '../../recording/recording.ts';
import { commandOf } from '../command.ts';
import { Owners } from '../owners.ts';
import { packText, unpackText } from '../packed-text.ts';
import type { Played } from '../play.ts';
import { RELEASE_SUMMARIES, REMEDY_SUMMARIES } from '../release-summaries.ts';
import { oldRanges } from '../shown-frame.ts';
import { passedOnMost, storyOf } from '../story.ts';
import { frameBefore as sourceOf } from '../stretches.ts';
import { type Filter, formatHash, isShown, parseHash, type ViewState } from '../view-state.ts';
import { isTraffic, type PageData, type Subject } from '../workload.ts';
import { Downloads } from './downloads.tsx';
import { Engine, GivenUp, WrongScript } from './engine.ts';
import { Explorer } from './explorer.tsx';
import { Legend } from './legend.tsx';
import { Measures } from './measures.tsx';
import { OfTraffic } from './of-traffic.tsx';
import { Playground } from './playground.tsx';
import { ReleaseSwitch } from './release-switch.tsx';
import { Stage } from './stage.tsx';
import { useWalk } from './use-walk.ts';

/** Packets of a long run after which there is something to be seen. */
const GLANCE = 10_000;

/** What is known of a workload so far. */
interface Runs {
  workload: Subject;
  /** By release. */
  played: Readonly<Record<string, Played>>;
}

/** The page: what happened, in what, and the script that it came from. */
export function App({ data }: { data: PageData }) {
  const engine = useMemo(() => new Engine(), []);
  const [state, setState] = useState<ViewState>(() => firstState(data));
  const [runs, setRuns] = useState<Runs>();
  const [isRunning, setRunning] = useState(true);
  const [failure, setFailure] = useState<Error>();
  const [isHidden, setHidden] = useState(false);
  const begun = useRef(0);

  const begin = useCallback(
    async (workload: Subject, wanted: string | undefined): Promise<void> => {
      const turn = ++begun.current;
      engine.stop();
      setRunning(true);
      setFailure(undefined);
      try {
        const asked = { workload, ...(wanted === undefined ? {} : { release: wanted }) };
        const glance = await engine.ask('play', { ...asked, most: GLANCE });
        if (turn !== begun.current) return;
        setRuns({ workload, played: { [glance.release]: glance } });
        setState((before) => ({ ...before, release: glance.release }));
        const isWhole = glance.result.complete || isTraffic(workload);
        const first = isWhole ? glance : await engine.ask('play', asked);
        let played: Record<string, Played> = { [first.release]: first };
        if (turn !== begun.current) return;
        setRuns({ workload, played });
        for (const { release } of RELEASE_SUMMARIES) {
          if (release === first.release) continue;
          const other = await engine.ask('play', { workload, release });
          if (turn !== begun.current) return;
          played = { ...played, [release]: other };
          setRuns({ workload, played });
        }
      } catch (error) {
        if (turn !== begun.current || error instanceof GivenUp) return;
        setFailure(error as Error);
      } finally {
        if (turn === begun.current) setRunning(false);
      }
    },
    [engine],
  );

  // A design is run when somebody chooses it.
  const wanted = state.release;
  useEffect(() => {
    if (isRunning || runs === undefined || wanted === undefined || runs.played[wanted] !== undefined) return;
    if (wanted !== OWN_DEVICE && !REMEDY_SUMMARIES.some(({ name }) => name === wanted)) return;
    const turn = begun.current;
    engine.ask('play', { workload: runs.workload, release: wanted }).then(
      (other) => {
        if (turn !== begun.current) return;
        setRuns((before) =>
          before === undefined ? before : { ...before, played: { ...before.played, [wanted]: other } },
        );
      },
      (error: unknown) => {
        if (turn === begun.current && !(error instanceof GivenUp)) setFailure(error as Error);
      },
    );
  }, [engine, isRunning, runs, wanted]);

  // What the address asks for, or else what the page was made for.
  useEffect(() => {
    const workload = data.traffic ?? data.workloads[0];
    if (workload === undefined) return;
    const { script, release } = state;
    if (script === undefined || isTraffic(workload)) {
      void begin(workload, release);
      return;
    }
    unpackText(script).then(
      (text) => begin({ ...workload, text }, release),
      () => begin(workload, release),
    );
  }, []);

  useEffect(() => {
    const change = (): void => {
      if (location.hash === formatHash(state)) return;
      setState((before) => ({ ...before, ...parseHash(location.hash) }));
    };
    window.addEventListener('hashchange', change);
    return () => window.removeEventListener('hashchange', change);
  }, [state]);

  const played =
    runs === undefined ? undefined : (runs.played[state.release ?? ''] ?? Object.values(runs.played)[0]);
  const owners = useMemo(() => {
    return played === undefined ? undefined : new Owners(played.result, played.recording.frames);
  }, [played]);
  const number = state.frame ?? focusOf(runs, played);
  const frames = played?.recording.frames ?? [];
  const frame = frames.find((each) => each.number === number) ?? frames[0];
  const shown = useMemo(() => {
    return owners === undefined ? [] : frames.filter((each) => isShown(each, state.filter, owners));
  }, [frames, state.filter, owners]);

  useEffect(() => {
    if (runs === undefined) return;
    const hash = formatHash({ ...state, ...(frame === undefined ? {} : { frame: frame.number }) });
    if (location.hash !== hash) history.replaceState(null, '', hash);
  }, [state, frame, runs]);

  const choose = useCallback(
    (change: Partial<ViewState>) => setState((before) => ({ ...before, ...change })),
    [],
  );
  const toFrame = useCallback((to: number) => {
    setState(({ byte: _, ...before }) => ({ ...before, frame: to }));
    setHidden(false);
  }, []);
  const walk = useWalk(shown, frame, isLeaking, toFrame);

  const workload = runs?.workload ?? data.traffic ?? data.workloads[0];
  if (workload === undefined) return <p>There is nothing to run in this page.</p>;
  const before = frame === undefined ? undefined : beforeOf(runs, played, frame);
  const story =
    played === undefined || owners === undefined ? undefined : storyOf(played.result, owners, frame, before);

  return (
    <>
      <header>
        <p class="what">
          <b>netchannel-sim</b> · {played?.result.script.name ?? workload.file}
          {played?.result.script.description !== undefined && played.result.script.description !== '' && (
            <span class="note"> · {played.result.script.description}</span>
          )}
        </p>
        {data.workloads.length > 1 && (
          <label>
            script{' '}
            <select
              value={workload.file}
              onChange={(event) => {
                const other = data.workloads.find(({ file }) => file === event.currentTarget.value);
                if (other === undefined) return;
                setState(({ frame: _, byte: __, script: ___, ...rest }) => ({ ...rest, filter: {} }));
                void begin(other, state.release);
              }}
            >
              {data.workloads.map(({ file }) => (
                <option key={file} value={file}>
                  {file}
                </option>
              ))}
            </select>
          </label>
        )}
        <ReleaseSwitch
          release={played?.release}
          ready={Object.keys(runs?.played ?? {})}
          isSideBySide={state.isSideBySide}
          onRelease={(release) => choose({ release })}
          onSideBySide={(isSideBySide) => choose({ isSideBySide })}
        />
      </header>
      <main>
        {failure !== undefined && !(failure instanceof WrongScript) && (
          <p class="failure" role="alert">
            Cannot run it: {failure.message}
          </p>
        )}
        {failure instanceof WrongScript && runs === undefined && (
          <p class="failure" role="alert">
            {failure.message}
          </p>
        )}
        {played === undefined || owners === undefined || story === undefined ? (
          <p role="status" class="note">
            {isRunning ? 'The simulator is running …' : ''}
          </p>
        ) : (
          <>
            <section aria-labelledby="story" class={`story ${story.mood}`}>
              <h1 id="story">{story.title}</h1>
              {!played.result.complete && !isTraffic(workload) && (
                <SoFar frames={played.result.totals.frames} isRunning={isRunning} />
              )}
              {isTraffic(workload) && (
                <OfTraffic traffic={workload} release={played.release} told={toldIn(played)} />
              )}
              <p class="lead">
                {story.setting} {story.cause} <b>{story.fix}</b>
              </p>
            </section>
            <Stage
              played={played}
              others={runs?.played ?? {}}
              owners={owners}
              frame={frame}
              before={before}
              sentence={story.frame}
              cursor={state.byte}
              isSideBySide={state.isSideBySide}
              isHidden={isHidden}
              onHide={setHidden}
              onByte={(byte) =>
                byte === undefined ? setState(({ byte: _, ...rest }) => rest) : choose({ byte })
              }
              onFrame={toFrame}
            />
            <Legend owners={owners} frames={frames} />
            {!isTraffic(workload) && workload.measured !== undefined && (
              <Measures
                engine={engine}
                workload={workload}
                release={played.release}
                onRelease={(release) => choose({ release })}
              />
            )}
            <Explorer
              played={played}
              owners={owners}
              shown={shown}
              frame={frame}
              cursor={state.byte}
              filter={state.filter}
              {...walk}
              onFrame={toFrame}
              onByte={(byte) =>
                byte === undefined ? setState(({ byte: _, ...rest }) => rest) : choose({ byte })
              }
              onFilter={(filter: Filter) => choose({ filter })}
            />
          </>
        )}
        {isTraffic(workload) ? (
          <Downloads engine={engine} workload={workload} release={played?.release} version={data.version} />
        ) : (
          <Playground
            data={data}
            engine={engine}
            workload={workload}
            release={played?.release}
            isRunning={isRunning}
            mistakes={failure instanceof WrongScript ? failure.mistakes : []}
            onRun={async (text, file) => {
              const isOwn = text === data.workloads[0]?.text;
              const script = isOwn ? undefined : await packText(text);
              setState(({ frame: _, byte: __, script: ___, ...rest }) => ({
                ...rest,
                filter: {},
                ...(script === undefined ? {} : { script }),
              }));
              setRuns(undefined);
              await begin({ ...workload, text, file }, state.release);
            }}
            onStop={() => {
              begun.current++;
              engine.stop();
              setRunning(false);
            }}
          />
        )}
      </main>
      <footer>
        <p>
          The same in a terminal: <code>{commandOf(workload, played?.release)}</code>
        </p>
        <p class="note">
          Made by netchannel-sim {data.version}. The simulator runs in this page, and nothing leaves it. Keys:{' '}
          <kbd>n</kbd> and <kbd>p</kbd> next and previous leak, <kbd>←</kbd> <kbd>→</kbd> packet by packet,{' '}
          <kbd>space</kbd> play.
        </p>
      </footer>
    </>
  );
}

/** How many frames the command has told, that were not run here. */
function toldIn({ result, recording }: Played): number {
  return recording.frames.filter(({ number }) => number > result.totals.frames).length;
}

/** Of a run that is not over, or was stopped. */
function SoFar({ frames, isRunning }: { frames: number; isRunning: boolean }) {
  return (
    <p class="note" role="status">
      {isRunning ? 'The simulator is still running' : 'The run was stopped'}: all that is told here is of its
      first {frames} packets.
    </p>
  );
}

function firstState(data: PageData): ViewState {
  const state = parseHash(location.hash);
  const release = state.release ?? (data.traffic ?? data.workloads[0])?.release;
  return {
    ...state,
    isSideBySide: state.isSideBySide || (location.hash === '' && data.view === 'side by side'),
    ...(release === undefined ? {} : { release }),
  };
}

/** The frame to begin with: the one that leaks most, under whatever release one does; else the first that is spoilt. */
function focusOf(runs: Runs | undefined, played: Played | undefined): number | undefined {
  const all = [...(played === undefined ? [] : [played]), ...Object.values(runs?.played ?? {})];
  for (const { result } of all) {
    const number = (passedOnMost(result)?.leak ?? result.largestLeak)?.frame.number;
    if (number !== undefined && number !== null) return number;
  }
  for (const { result } of all) {
    const number = result.checksumFailures[0]?.frame.number;
    if (number !== undefined && number !== null) return number;
  }
  const frames = played?.recording.frames ?? [];
  const leaks = frames.filter(({ leakedBytes }) => leakedBytes > 0);
  const worst = leaks.sort((a, b) => b.crossRecipientBytes - a.crossRecipientBytes)[0];
  return (worst ?? frames.find(({ verdict }) => verdict === 'discarded'))?.number;
}

/** What was in the block before, under this release or, if it leaks nothing there, as under the one where it does. */
function beforeOf(
  runs: Runs | undefined,
  played: Played | undefined,
  frame: RecordedFrame,
): RecordedFrame | undefined {
  const own = played?.recording.frames ?? [];
  if (frame.leak !== undefined || frame.passedOn !== undefined) return sourceOf(own, frame);
  for (const other of Object.values(runs?.played ?? {})) {
    const same = other.recording.frames.find(({ number }) => number === frame.number);
    if (same === undefined || oldRanges(same).length === 0 || same.step !== frame.step) continue;
    const source = sourceOf(other.recording.frames, same);
    return own.find(({ number }) => number === source?.number) ?? source;
  }
  return sourceOf(own, frame);
}

function isLeaking({ leakedBytes, passedOnBytes = 0, verdict }: RecordedFrame): boolean {
  return leakedBytes > 0 || passedOnBytes > 0 || verdict === 'discarded';
}
