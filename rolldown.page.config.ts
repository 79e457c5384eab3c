import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { defineConfig, type OutputBundle, type Plugin, rolldown } from 'rolldown';
import { licensesOf } from './rolldown.licenses.ts';

const { resolve } = createRequire(import.meta.url);
const BROWSER = 'src/page/browser';
const alias = { yaml: path.join(resolve('yaml/package.json'), '../browser/index.js') };

/*
 * The template of the page that shows a run: dist/page/page.html, one file with all code in it. The simulator, which runs
 * in a worker, is compressed, because it is most of it; what draws is not, so that the page's policy can name its hash.
 */
export default defineConfig({
  input: `${BROWSER}/main.tsx`,
  platform: 'browser',
  resolve: { alias },
  tsconfig: `${BROWSER}/tsconfig.json`,
  plugins: [engine(), page()],
  output: { dir: 'dist/page', cleanDir: true, format: 'iife', minify: true, charset: 'ascii' },
});

/** Packages of which something is in the worker. */
const engineModules: string[] = [];

/** The worker's code, gzipped, as a module. */
function engine(): Plugin {
  const ID = '\0virtual:engine';
  return {
    name: 'engine',
    resolveId: (id) => (id === 'virtual:engine' ? ID : undefined),
    async load(id) {
      if (id !== ID) return undefined;
      const bundle = await rolldown({
        input: `${BROWSER}/worker.ts`,
        platform: 'browser',
        external: [],
        resolve: { alias },
      });
      const { output } = await bundle.generate({ format: 'iife', minify: true, charset: 'ascii' });
      await bundle.close();
      const [chunk] = output;
      engineModules.push(...chunk.moduleIds);
      // The page's policy forbids WebAssembly, too; without it, ordinary memory is used, with the same results.
      const code = `self.WebAssembly=undefined;${chunk.code}`;
      const packed = gzipSync(code, { level: 9 });
      // Which system it was made on is nobody's business, and makes the same page different bytes.
      packed[9] = 255;
      return `export default ${JSON.stringify(packed.toString('base64'))};`;
    },
  };
}

/** Puts code and style into the page, in the place of the chunk. */
function page(): Plugin {
  return {
    name: 'page',
    generateBundle(_options, bundle: OutputBundle) {
      const [chunk] = Object.values(bundle);
      if (chunk?.type !== 'chunk') throw new Error('Cannot make the page: there is no code');
      const code = chunk.code.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
      const style = readFileSync(`${BROWSER}/page.css`, 'utf8').trim();
      const policy = [
        "default-src 'none'",
        `script-src '${hashOf(code)}'`,
        `style-src '${hashOf(style)}'`,
        'worker-src blob:',
        'img-src data:',
        "base-uri 'none'",
        "form-action 'none'",
      ].join('; ');
      const parts = {
        'the policy of the page': policy,
        '/* the style of the page */': style,
        '/* the code of the page */': code,
        'the licences of the page': licensesOf([...chunk.moduleIds, ...engineModules]).replaceAll(
          '--',
          '- -',
        ),
      };
      let source = readFileSync(`${BROWSER}/page.html`, 'utf8');
      for (const [place, text] of Object.entries(parts)) source = source.replace(place, () => text);
      for (const name of Object.keys(bundle)) delete bundle[name];
      this.emitFile({ type: 'asset', fileName: 'page.html', source });
    },
  };
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
