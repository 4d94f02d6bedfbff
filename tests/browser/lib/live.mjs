import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** The program: FANGZHI_BIN, else what `cargo build` made. */
const program = path.resolve(process.env.FANGZHI_BIN ?? path.join(repository, 'target/debug/fangzhi'));

/**
 * An archive of its own with the sources of the repository, shown by `fangzhi serve`.
 *
 * @returns {Promise<{archive: string, address: string, stop: () => Promise<void>}>}
 */
export async function live() {
  const archive = mkdtempSync(path.join(tmpdir(), 'fangzhi-live-'));
  cpSync(path.join(repository, 'content'), path.join(archive, 'content'), { recursive: true });
  const server = spawn(program, ['serve', '--port', '0'], { cwd: archive, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => server.once('close', resolve));
  const stop = async () => {
    server.kill();
    await ended;
    rmSync(archive, { recursive: true, force: true });
  };
  let said = '';
  try {
    const address = await new Promise((resolve, reject) => {
      const listen = (chunk) => {
        said += chunk;
        const found = said.match(/^http:\/\/\S+$/m);
        if (found) resolve(found[0]);
      };
      server.stdout.setEncoding('utf8').on('data', listen);
      server.stderr.setEncoding('utf8').on('data', listen);
      server.once('error', reject);
      server.once('close', (status) => reject(new Error(`${program} ended with ${status}\n${said}`)));
    });
    return { archive, address, stop };
  } catch (error) {
    rmSync(archive, { recursive: true, force: true });
    throw error;
  }
}
