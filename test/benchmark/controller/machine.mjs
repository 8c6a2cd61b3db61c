// What a run's figures depend on besides the clients: the machine.
import os from 'node:os';

const GIB = 1024 ** 3;

export function machine() {
  const cpus = os.cpus();
  return {
    cores: cpus.length,
    processor: cpus[0]?.model,
    memoryGiB: Math.round(os.totalmem() / GIB),
    system: `${os.type()} ${os.release()} ${os.arch()}`,
  };
}
