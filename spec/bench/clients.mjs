import { once } from 'node:events';
import { start } from './processes.mjs';

/**
 * @typedef {{ readonly name: string, readonly child: import('node:child_process').ChildProcess }} Client
 * `shared` is one process for all rows. `start` is a new one, which `stop` ends.
 * @typedef {object} Clients
 * @property {(name: string) => Promise<Client>} shared
 * @property {(name: string) => Promise<Client>} start
 * @property {(client: Client) => Promise<void>} stop
 * @property {() => void} stopAll
 */

/** The processes of the clients. @param {readonly string[]} execArgv @returns {Clients} */
export const createClients = (execArgv) => {
  /** @type {Set<Client>} */
  const running = new Set();
  /** @type {Map<string, Promise<Client>>} */
  const sharedByName = new Map();

  const startClient = async (/** @type {string} */ name) => {
    const { child } = await start('./client/main.mjs', [name], ['--expose-gc', ...execArgv]);
    const client = { name, child };
    running.add(client);
    return client;
  };
  return {
    shared: (name) => {
      const client = sharedByName.get(name) ?? startClient(name);
      sharedByName.set(name, client);
      return client;
    },
    start: startClient,
    stop: async (client) => {
      running.delete(client);
      const exit = once(client.child, 'exit');
      if (!client.child.connected) return;
      client.child.disconnect();
      await exit;
    },
    stopAll: () => {
      for (const { child } of running) if (child.connected) child.disconnect();
    },
  };
};
