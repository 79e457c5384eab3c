import type { ReportedRun } from './reported-run.ts';
import type { Reporter } from './reporter.ts';

/** Makes the page that shows runs: it makes them again, wherever it is opened, and so asks for no result. */
export type MakePage = () => string;

/** Gets what makes the page, which nobody loads who does not want one. */
export type LoadPage = () => Promise<MakePage>;

/** For people with a browser: one page, in which the runs can be looked at byte by byte. */
export class HtmlReporter implements Reporter {
  readonly #page: MakePage;
  #isOfUse = false;

  constructor(page: MakePage) {
    this.#page = page;
  }

  run({ result }: ReportedRun): string {
    this.#isOfUse ||= result !== undefined;
    return '';
  }

  end(): string {
    return this.#isOfUse ? this.#page() : '';
  }
}
