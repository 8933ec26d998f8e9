/** A real Jupyter Kernel Gateway on this machine, for kernels that live elsewhere. */
import { ChildProcess, execFileSync, spawn } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

const START_MS = 120_000;

export class Gateway {
  readonly home = fs.mkdtempSync(path.join(os.tmpdir(), 'curriculum-gateway-'));
  readonly url: string;

  constructor() {
    this._port = freePort();
    this.url = `http://127.0.0.1:${this._port}`;
  }

  async start(): Promise<void> {
    this._process = spawn(
      'jupyter',
      [
        'kernelgateway',
        '--KernelGatewayApp.ip=127.0.0.1',
        `--KernelGatewayApp.port=${this._port}`,
        '--KernelGatewayApp.port_retries=0',
        // JupyterLab lists the kernels that run, which a gateway allows only when told to.
        '--JupyterWebsocketPersonality.list_kernels=True'
      ],
      {
        cwd: this.home,
        env: {
          ...process.env,
          JUPYTER_CONFIG_DIR: path.join(this.home, 'config'),
          JUPYTER_DATA_DIR: path.join(this.home, 'data'),
          JUPYTER_RUNTIME_DIR: path.join(this.home, 'runtime')
        }
      }
    );
    for (const stream of [this._process.stdout, this._process.stderr]) {
      stream?.on('data', text => (this._log += text));
    }
    const end = Date.now() + START_MS;
    while (Date.now() < end && this._process.exitCode === null) {
      try {
        if ((await fetch(`${this.url}/api/kernelspecs`)).ok) {
          return;
        }
      } catch {
        // Not listening yet: look again.
      }
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    throw new Error(`The gateway did not answer:\n${this._log}`);
  }

  /** The process that starts the kernels. */
  get pid(): number | undefined {
    return this._process?.pid;
  }

  /** The ids of the kernels that run. */
  async kernels(): Promise<string[]> {
    const answer = await fetch(`${this.url}/api/kernels`);
    return ((await answer.json()) as { id: string }[]).map(({ id }) => id);
  }

  async remove(): Promise<void> {
    const running = this._process;
    if (running && running.exitCode === null && running.signalCode === null) {
      const ended = new Promise(resolve => running.once('exit', resolve));
      running.kill('SIGTERM');
      await ended;
    }
    fs.rmSync(this.home, { recursive: true, force: true });
  }

  private _port: number;
  private _process: ChildProcess | undefined;
  private _log = '';
}

function freePort(): number {
  const ask =
    'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])';
  return Number(execFileSync('python', ['-c', ask]).toString());
}
