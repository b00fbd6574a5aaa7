// Makes the page of the map in a folder of its own: installs the packages of package-lock.json, checks the types, bundles.
// Several builds may ask for it at once; one does it, the others find it done. Ends with 3 if the machine lacks what it takes, and says so in
// missing.txt; with 1 if the page itself is wrong.
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const oldestNode = 18;
const triesAgainAfter = 10 * 60 * 1000;

const web = path.dirname(fileURLToPath(import.meta.url));
const out = path.resolve(process.argv[2] ?? path.join(web, 'out'));
const at = (...names) => path.join(out, ...names);

class Missing extends Error {}

function sources(folder = web) {
  return fs.readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.name !== 'node_modules')
    .flatMap(entry => entry.isDirectory() ? sources(path.join(folder, entry.name)) : [path.join(folder, entry.name)])
    .sort();
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(path.relative(web, file)).update('\0').update(fs.readFileSync(file)).update('\0');
  return hash.digest('hex');
}

const read = file => fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
const sleep = milliseconds => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** A file that one process at a time can make; one that a dead process left is taken away. */
function lock(file) {
  for (;;) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = Number(read(file));
    if (holder > 0 && !isAlive(holder)) fs.rmSync(file, { force: true });
    else sleep(200);
  }
}

function install() {
  const wanted = hashOf([path.join(web, 'package-lock.json')]);
  if (read(at('node_modules', '.installed')) === wanted) return;
  for (const name of ['package.json', 'package-lock.json']) fs.copyFileSync(path.join(web, name), at(name));
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error',
    '--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-timeout=60000'],
  { cwd: out, encoding: 'utf8', shell: process.platform === 'win32' });
  if (npm.error?.code === 'ENOENT') throw new Missing('it was built without npm, which fetches what the page of the map is made of');
  if (npm.status !== 0) {
    console.error(npm.stderr);
    throw new Missing('npm could not fetch what the page of the map is made of when it was built');
  }
  fs.writeFileSync(at('node_modules', '.installed'), wanted);
}

function check() {
  const tsc = spawnSync(process.execPath, [at('node_modules', 'typescript', 'bin', 'tsc'), '--project', at('tsconfig.json')], { encoding: 'utf8' });
  if (tsc.status === 0) return;
  console.error(tsc.stdout.replaceAll(out, web));
  throw new Error('the types do not fit');
}

async function bundle() {
  const esbuild = await import(pathToFileURL(at('node_modules', 'esbuild', 'lib', 'main.js')).href);
  fs.rmSync(at('fresh'), { recursive: true, force: true });
  await esbuild.default.build({
    entryPoints: [at('src', 'main.ts')], outdir: at('fresh'), bundle: true, minify: true, format: 'esm', target: 'es2022', legalComments: 'linked', logLevel: 'warning',
  });
  fs.copyFileSync(at('src', 'index.html'), at('fresh', 'index.html'));
  fs.rmSync(at('dist'), { recursive: true, force: true });
  fs.renameSync(at('fresh'), at('dist'));
}

async function make() {
  const wanted = hashOf(sources());
  if (read(at('made')) === wanted && fs.existsSync(at('dist', 'index.html')) && !fs.existsSync(at('missing.txt'))) {
    // A build compares times.
    fs.utimesSync(at('made'), new Date(), new Date());
    return;
  }
  const [failed, when] = read(at('failed')).split(' ');
  if (failed === wanted && Date.now() - Number(when) < triesAgainAfter)
    throw new Missing(`${read(at('missing.txt')).trim() || 'npm failed'} (not tried again for some minutes, unless you delete ${at('failed')})`.replace(/( \(not tried.*?\))+$/, '$1'));
  try {
    install();
  } catch (error) {
    if (error instanceof Missing) fs.writeFileSync(at('failed'), `${wanted} ${Date.now()}`);
    throw error;
  }
  for (const name of ['src', 'tsconfig.json']) fs.cpSync(path.join(web, name), at(name), { recursive: true });
  check();
  await bundle();
  fs.writeFileSync(at('made'), wanted);
  for (const name of ['missing.txt', 'failed']) fs.rmSync(at(name), { force: true });
}

fs.mkdirSync(out, { recursive: true });
lock(at('lock'));
let status = 0;
try {
  if (Number(process.versions.node.split('.')[0]) < oldestNode)
    throw new Missing(`it was built with Node.js ${process.versions.node}, and the page of the map needs ${oldestNode}`);
  await make();
} catch (error) {
  status = error instanceof Missing ? 3 : 1;
  if (status === 3) fs.writeFileSync(at('missing.txt'), error.message + '\n');
  console.error(status === 3 ? `netsim run --ui will not work: ${error.message}` : error.message);
} finally {
  fs.rmSync(at('lock'), { force: true });
}
process.exit(status);
