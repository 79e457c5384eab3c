import type { Advisory, Carrier, VersionRange } from './advisory.ts';
import { judgeVersion, listed, type VersionJudgement } from './judge-version.ts';
import { type Judgement, worst } from './judgement.ts';
import type { Manifest, MentionInFile } from './manifest.ts';
import { compareOpamVersions, isInRange, isOpamVersion } from './opam-version.ts';
import { admits, exactVersions, isUnconditional } from './version-condition.ts';
import type { Work } from './work.ts';

/** What a place in a file comes to. */
export interface Finding {
  /** Its path, or "stdin". */
  file: string;
  line: number;
  column: number;
  field: string;
  package: string;
  /** As in the file, with single spaces. */
  text: string;
  verdict: Judgement;
  /** The affected versions that it names or can select: of the package of the advisory. */
  affected: readonly string[];
  /** Why, in one clause. */
  because: string;
}

/** What a file comes to. */
export interface ManifestJudgement {
  verdict: Judgement;
  /** In the order of the text. */
  findings: readonly Finding[];
}

/** @returns the packages that matter to an advisory: its own, and those that bring it in */
export function packagesOf({ package: name, carriers }: Advisory): Set<string> {
  return new Set([name, ...carriers.map((carrier) => carrier.package)]);
}

/**
 * Judges what a file says. All that it asks for at once holds at once: what a conflict or another place takes away,
 * nothing can select. Where a condition depends on something else, such as `with-test`, both are possible.
 *
 * @param work - is counted up
 */
export function judgeManifest(
  { mentions, isComplete }: Manifest<MentionInFile>,
  advisory: Advisory,
  work: Work = { steps: 0 },
): ManifestJudgement {
  const { package: name, carriers } = advisory;
  const own = new Choice(name, mentions, advisory.releases, work);
  const ofPackage = own.mentions.map((mention) => judgeMention(mention, own, advisory));
  const findings = [...ofPackage];
  // Where all is listed, or an affected version is ruled out, it does not matter what else could bring it in.
  const isListed = own.mentions.some(({ role }) => role === 'installed' || role === 'pin');
  let settled = isListed || own.rulesOut(advisory.released) ? `the file says which ${name}` : undefined;
  for (const how of ['depends', 'leads to'] as const) {
    if (how === 'leads to' && isComplete)
      settled ??= `the file lists all packages, and ${name} is not among them`;
    let ruledOut: string | undefined;
    for (const carrier of carriers.filter((other) => other.how === how)) {
      const choice = new Choice(carrier.package, mentions, carrier.releases, work);
      findings.push(
        ...choice.mentions.map((mention) => judgeCarrier(mention, choice, carrier, advisory, settled)),
      );
      const bringing = carrier.releases.filter((release) => brings(release, carrier.brings));
      if (carrier.how === 'depends' && choice.rulesOut(bringing)) ruledOut = carrier.package;
    }
    if (ruledOut !== undefined) settled ??= `the file says which ${ruledOut}`;
  }
  findings.sort((a, b) => a.line - b.line || a.column - b.column);
  return { verdict: worst(findings.map(({ verdict }) => verdict)), findings };
}

/** How many versions are tried that a file gives as the one to take. Whoever writes more hides something. */
const NAMED_AT_MOST = 64;

/** How many versions are compared once and for all. */
const REMEMBERED_AT_MOST = 1000;

/** The versions of one package that a file leaves to choose from. */
class Choice {
  readonly package: string;
  /** Where the file asks for the package, or says that it is there. */
  readonly mentions: readonly MentionInFile[];
  /** The file names so many versions that not all are tried. */
  readonly isOpen: boolean;
  /** What a solver can take, as far as it is known: what was released, and what the file itself names. */
  readonly #candidates: readonly string[];
  readonly #orders = new Map<string, readonly number[]>();
  readonly #verdicts = new Map<string, VersionJudgement>();
  /** By candidate: a conflict, or another place of the file, takes it away. */
  readonly #isTaken: readonly boolean[];
  readonly #work: Work;

  constructor(name: string, mentions: readonly MentionInFile[], releases: readonly string[], work: Work) {
    const all = mentions.filter((mention) => mention.package === name);
    this.package = name;
    this.mentions = all.filter(({ role }) => role !== 'conflict');
    this.#work = work;
    const pinned = all.flatMap(({ role, version }) =>
      role === 'pin' && version !== undefined ? [version] : [],
    );
    const named = new Set<string>();
    for (const { condition, role } of all) {
      if (role === 'conflict' || named.size > NAMED_AT_MOST) continue;
      for (const version of exactVersions(condition)) if (named.size <= NAMED_AT_MOST) named.add(version);
    }
    this.isOpen = named.size > NAMED_AT_MOST;
    this.#candidates =
      pinned.length > 0
        ? [...new Set(pinned)].slice(0, NAMED_AT_MOST)
        : [...new Set([...releases, ...named])];
    const conflicts = all.filter(({ role }) => role === 'conflict');
    const binding = all.filter(
      ({ role, condition, isAlternative }) =>
        role === 'dependency' && !isAlternative && isUnconditional(condition),
    );
    this.#isTaken = this.#candidates.map(
      (_, i) =>
        conflicts.some((mention) => this.#admits(mention, i) === true) ||
        binding.some((mention) => this.#admits(mention, i) === false),
    );
  }

  /** @returns what `judgeVersion` does, once for each version */
  judge(version: string, advisory: Advisory): VersionJudgement {
    let verdict = this.#verdicts.get(version);
    if (verdict === undefined) {
      this.#work.steps += version.length;
      verdict = judgeVersion(version, advisory);
      if (this.#verdicts.size < REMEMBERED_AT_MOST) this.#verdicts.set(version, verdict);
    }
    return verdict;
  }

  /** @returns the versions that a place can select */
  selectable(mention: MentionInFile): string[] {
    return this.#candidates.filter((_, i) => this.#isTaken[i] !== true && this.#admits(mention, i) !== false);
  }

  /** @returns whether something in the file takes all of these away */
  rulesOut(versions: readonly string[]): boolean {
    if (this.isOpen) return false;
    const left = this.#candidates.filter((_, i) => this.#isTaken[i] !== true);
    return this.#isTaken.includes(true) && !versions.some((version) => left.includes(version));
  }

  #admits({ condition }: MentionInFile, candidate: number): boolean | undefined {
    return admits(condition, (version) => this.#order(version, candidate));
  }

  /** Of a candidate to a version. The first versions of a file are compared once: it may repeat them. */
  #order(version: string, candidate: number): number {
    this.#work.steps += 1;
    const known = this.#orders.get(version);
    if (known !== undefined) return known[candidate] ?? 0;
    if (this.#orders.size >= REMEMBERED_AT_MOST) {
      this.#work.steps += version.length;
      return compareOpamVersions(this.#candidates[candidate] ?? '', version);
    }
    this.#work.steps += this.#candidates.length * version.length;
    const orders = this.#candidates.map((other) => compareOpamVersions(other, version));
    this.#orders.set(version, orders);
    return orders[candidate] ?? 0;
  }
}

/** A place that names the package itself. */
function judgeMention(mention: MentionInFile, choice: Choice, advisory: Advisory): Finding {
  const { id } = advisory;
  if (mention.version !== undefined) {
    const { verdict, because } = choice.judge(mention.version, advisory);
    const affected = verdict === 'affected' ? [mention.version] : [];
    return finding(mention, verdict, affected, verdict === 'affected' ? `affected by ${id}` : because);
  }
  const selectable = choice.selectable(mention);
  const judged = selectable.map((version) => ({ version, ...choice.judge(version, advisory) }));
  const bad = judged.filter(({ verdict }) => verdict === 'affected').map(({ version }) => version);
  const open = judged.filter(({ verdict }) => verdict === 'cannot tell');
  const good = judged.filter(({ verdict }) => verdict === 'not affected').map(({ version }) => version);
  if (choice.isOpen) {
    return finding(mention, 'cannot tell', bad, `the file names more than ${NAMED_AT_MOST} versions`);
  }
  if (bad.length === 0) {
    const [first] = open;
    if (first !== undefined) return finding(mention, 'cannot tell', [], first.because);
    const because =
      good.length > 0
        ? `can select no affected version, only ${listed(good)}`
        : 'can select no affected version';
    return finding(mention, 'not affected', [], because);
  }
  if (good.length > 0) {
    return finding(
      mention,
      'cannot tell',
      bad,
      `can select ${listed(bad)}, affected by ${id}, and ${listed(good)}, which ${good.length === 1 ? 'is' : 'are'} not`,
    );
  }
  const condition = conditionOn(mention);
  if (open.length > 0 || condition !== undefined) {
    return finding(
      mention,
      'cannot tell',
      bad,
      `can select ${listed(bad)}, affected by ${id}, ${condition ?? 'or another'}`,
    );
  }
  return finding(mention, 'affected', bad, `selects ${listed(bad)}, affected by ${id}`);
}

/** @returns what a dependency depends on itself; nothing if it is one in any case */
function conditionOn({ role, isAlternative, condition }: MentionInFile): string | undefined {
  if (role === 'option') return 'if something else asks for it';
  if (isAlternative) return 'but another package would do as well';
  return isUnconditional(condition) ? undefined : 'under a condition that the file does not decide';
}

/** A place that names a package which may bring it in. */
function judgeCarrier(
  mention: MentionInFile,
  choice: Choice,
  carrier: Carrier,
  advisory: Advisory,
  settled: string | undefined,
): Finding {
  const isFile = mention.role === 'itself' && carrier.how === 'leads to';
  if (isFile)
    return finding(
      mention,
      'not affected',
      [],
      `this is ${carrier.package} itself, not what is made with it`,
    );
  const versions = mention.version === undefined ? choice.selectable(mention) : [mention.version];
  const bringing = versions.filter((version) => brings(version, carrier.brings));
  const isOpen = choice.isOpen && carrier.brings.length > 0;
  if (bringing.length === 0 && !isOpen) return finding(mention, 'not affected', [], carrier.otherwise);
  if (settled !== undefined) return finding(mention, 'not affected', [], settled);
  return finding(mention, 'cannot tell', advisory.released, carrier.because);
}

/**
 * @returns whether a version of a carrier can bring an affected version in: one that is no number can, and "1.10" if
 * 1.10.0 does
 */
function brings(version: string, ranges: readonly VersionRange[]): boolean {
  if (ranges.length === 0) return false;
  const text = version.replace(/^v(?=[0-9])/, '');
  if (!isOpamVersion(text) || !/^[0-9]/.test(text)) return true;
  return ranges.some(
    (range) =>
      isInRange(text, range) || range.from.startsWith(`${text}.`) || text.startsWith(`${range.from}~`),
  );
}

function finding(
  { file, line, column, field, package: name, text }: MentionInFile,
  verdict: Judgement,
  affected: readonly string[],
  because: string,
): Finding {
  return { file, line, column, field, package: name, text: cutText(text), verdict, affected, because };
}

function cutText(text: string): string {
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
