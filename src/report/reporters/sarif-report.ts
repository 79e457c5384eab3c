import { jsonText, lazily } from '../json-text.ts';
import type { Check } from './checks.ts';
import { FINDING_RULES, type FindingRuleText } from './finding-rules.ts';
import type { FindingBytes, FindingRule, PlacedFinding } from './placed-finding.ts';
import type { Suite } from './suite.ts';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

/** Changes when findings get other fingerprints, so that nobody takes them for new ones by mistake. */
const FINGERPRINT = 'netchannelFinding/v1';

const RULE_INDEX = new Map<FindingRule, number>(FINDING_RULES.map(({ id }, i) => [id, i]));

/**
 * For code scanning: a SARIF 2.1.0 log with one run, because some services take only one of a tool, and a result for each
 * finding: the place in the script, the bytes in the capture, and a fingerprint by which it is found again.
 */
export function* sarifReport(suites: readonly Suite[]): Generator<string> {
  const fingerprints = new Fingerprints();
  const failed = suites.flatMap(({ checks }) => checks).filter(({ outcome }) => outcome === 'error');
  yield* jsonText({
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'netchannel-sim', rules: FINDING_RULES.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: failed.length === 0,
            toolExecutionNotifications: [...failed.map(failureNotice), ...suites.flatMap(remarkNotices)],
          },
        ],
        results: lazily(
          suites.flatMap((suite) => suite.findings()),
          (finding) => resultOf(finding, fingerprints),
        ),
      },
    ],
  });
}

function ruleOf({ id, title, says }: FindingRuleText): object {
  return {
    id,
    shortDescription: message(title),
    fullDescription: message(says),
    defaultConfiguration: { level: id === 'expectation' ? 'error' : 'warning' },
  };
}

function failureNotice({ name, message: why, file, line, column }: Check): object {
  return { level: 'error', message: message(`${name}: ${why}`), locations: [placeOf(file, line, column)] };
}

function remarkNotices({ title, remarks }: Suite): object[] {
  return remarks.map((remark) => ({ level: 'note', message: message(`${title}: ${remark}`) }));
}

function resultOf(finding: PlacedFinding, fingerprints: Fingerprints): object {
  const { rule, fails, message: text, file, line, column, frame, bytes } = finding;
  // Bytes of the file that can be put right, as of a capture that is inspected, are the place itself.
  const [own] = line === 0 ? bytes.filter(({ capture }) => capture?.file === file) : [];
  const related = bytes
    .filter((part) => part !== own)
    .flatMap(regionOf)
    .map((location, i) => ({ id: i + 1, ...location }));
  return {
    ruleId: rule,
    ruleIndex: RULE_INDEX.get(rule) ?? -1,
    level: fails ? 'error' : 'warning',
    message: message(text),
    locations: own === undefined ? [placeOf(file, line, column)] : regionOf(own),
    ...(related.length === 0 ? {} : { relatedLocations: related }),
    partialFingerprints: { [FINGERPRINT]: fingerprints.of(finding) },
    properties: {
      ...(frame === null ? {} : { frame }),
      bytes: bytes.map(({ what, start, end }) => ({ what, start, end })),
    },
  };
}

function placeOf(file: string, line: number, column: number): object {
  const region = { startLine: line, ...(column > 0 ? { startColumn: column } : {}) };
  return {
    physicalLocation: { artifactLocation: { uri: uriOf(file) }, ...(line > 0 ? { region } : {}) },
  };
}

function regionOf({ what, start, end, capture }: FindingBytes): object[] {
  if (capture === null) return [];
  const region = { byteOffset: capture.offset, byteLength: end - start };
  return [
    {
      message: message(what),
      physicalLocation: { artifactLocation: { uri: uriOf(capture.file) }, region },
    },
  ];
}

/** Plain text, in which nothing is a placeholder or a link (SARIF 2.1.0, 3.11.5 and 3.11.6). */
function message(text: string): { text: string } {
  return { text: text.replace(/[{}]/g, '$&$&').replaceAll('](', '\\](') };
}

/** @returns the name of a file as a URI, relative if the name is */
function uriOf(file: string): string {
  const drive = /^[a-z]:(?=[\\/])/i.exec(file)?.[0] ?? '';
  const names = file.slice(drive.length).split(drive === '' ? '/' : /[\\/]/);
  // Half a character has no encoding.
  const path = names.map((name) => encodeURIComponent(name.replace(/\p{Cs}/gu, '\ufffd'))).join('/');
  if (drive !== '') return `file:///${drive}${path}`;
  return path.startsWith('/') ? `file://${path}` : path;
}

/** By them CI systems find a finding again: they stay as they are while lines and frames of a script change. */
class Fingerprints {
  readonly #seen = new Map<string, number>();

  of({ rule, identity }: PlacedFinding): string {
    const key = JSON.stringify([rule, ...identity]);
    const count = (this.#seen.get(key) ?? 0) + 1;
    this.#seen.set(key, count);
    return hash(count === 1 ? key : `${key} ${count}`);
  }
}

/** FNV-1a of 64 bits, over UTF-16 code units: it has to tell findings apart, not to withstand anybody. */
function hash(text: string): string {
  let value = 0xcbf2_9ce4_8422_2325n;
  for (let i = 0; i < text.length; i++) {
    value = BigInt.asUintN(64, (value ^ BigInt(text.charCodeAt(i))) * 0x100_0000_01b3n);
  }
  return value.toString(16).padStart(16, '0');
}
