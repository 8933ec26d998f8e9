/** A real Jupyter server of each test's own: its folders, its progress, its packs. */
import { ChildProcess, spawn } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

const START_MS = 120_000;
const STOP_MS = 10_000;

export interface IJupyterOptions {
  /** Which application answers: JupyterLab or Notebook 7. */
  app?: 'lab' | 'notebook';
  /** More command line options, such as `--ServerApp.base_url=/a/b/`. */
  options?: string[];
  /** More of the environment that the server, its kernels and its terminals see. */
  env?: Record<string, string>;
  /** Makes packs, settings or files before the server starts. */
  prepare?: (jupyter: Jupyter) => void;
}

export class Jupyter {
  readonly home = fs.mkdtempSync(path.join(os.tmpdir(), 'curriculum-ui-'));
  /** The folder that the file browser shows. */
  readonly root = path.join(this.home, 'notebooks');
  /** The first folder of Jupyter's data path: a pack in its `curricula` goes before an installed one. */
  readonly share = path.join(this.home, 'share');
  url = '';

  constructor(private _options: IJupyterOptions = {}) {
    fs.mkdirSync(this.root);
    fs.mkdirSync(this.share);
    // JupyterLab would ask whether it may fetch news, in front of what a test looks at.
    this.write(
      path.join(
        this.home,
        'settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings'
      ),
      JSON.stringify({ fetchNews: 'false' })
    );
    _options.prepare?.(this);
  }

  async start(): Promise<void> {
    fs.rmSync(path.join(this.home, 'runtime'), {
      recursive: true,
      force: true
    });
    this._log = '';
    const app = this._options.app ?? 'lab';
    this._process = spawn(
      'jupyter',
      [
        app,
        '--allow-root',
        `--config=${path.join(__dirname, 'jupyter_server_test_config.py')}`,
        `--port=${this._port}`,
        '--LabServerApp.workspaces_dir=' + path.join(this.home, 'workspaces'),
        '--LabApp.user_settings_dir=' + path.join(this.home, 'settings'),
        `--ServerApp.root_dir=${this.root}`,
        ...(this._options.options ?? [])
      ],
      {
        env: {
          ...process.env,
          ...this._options.env,
          JUPYTER_CONFIG_DIR: path.join(this.home, 'config'),
          JUPYTER_DATA_DIR: path.join(this.home, 'data'),
          JUPYTER_PATH: [this.share, process.env.JUPYTER_PATH]
            .filter(Boolean)
            .join(path.delimiter),
          JUPYTER_RUNTIME_DIR: path.join(this.home, 'runtime')
        }
      }
    );
    for (const stream of [this._process.stdout, this._process.stderr]) {
      stream?.on('data', text => (this._log += text));
    }
    this.url = await this._answering();
    this._port = Number(new URL(this.url).port);
  }

  /** Ends the server at once, as a power cut would. */
  async kill(): Promise<void> {
    await this._end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this._end('SIGTERM');
  }

  /** Stops the server and removes all that it kept. */
  async remove(): Promise<void> {
    await this.stop();
    fs.rmSync(this.home, { recursive: true, force: true });
  }

  /** Puts a file into the learner's folder or, with an absolute path, anywhere. */
  write(file: string, text: string): void {
    const place = path.resolve(this.root, file);
    fs.mkdirSync(path.dirname(place), { recursive: true });
    fs.writeFileSync(place, text);
  }

  private async _end(signal: NodeJS.Signals): Promise<void> {
    const running = this._process;
    if (!running || running.exitCode !== null || running.signalCode !== null) {
      return;
    }
    const ended = new Promise(resolve => running.once('exit', resolve));
    running.kill(signal);
    // A server that is just starting a kernel waits for it before it stops; a test need not.
    const impatient = setTimeout(() => running.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(impatient);
  }

  private async _answering(): Promise<string> {
    const runtime = path.join(this.home, 'runtime');
    const end = Date.now() + START_MS;
    while (Date.now() < end) {
      if (this._process?.exitCode !== null) {
        break;
      }
      for (const name of fs.existsSync(runtime)
        ? fs.readdirSync(runtime)
        : []) {
        if (/^jpserver-.*\.json$/.test(name)) {
          try {
            const { url } = JSON.parse(
              fs.readFileSync(path.join(runtime, name), 'utf-8')
            );
            if ((await fetch(`${url}api/status`)).ok) {
              return url;
            }
          } catch {
            // Not listening yet, or the file is half written: look again.
          }
        }
      }
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    throw new Error(`Jupyter did not answer:\n${this._log}`);
  }

  private _process: ChildProcess | undefined;
  private _log = '';
  private _port = 0;
}
