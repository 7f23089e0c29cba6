import { createServer, type Server } from 'node:http';
import { EmulatorOptionError } from '../options.js';

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : error.message);

function explained(error: Error, port: number, host: string): EmulatorOptionError {
  const code = codeOf(error);
  if (code === 'EADDRINUSE') return new EmulatorOptionError('port', `port ${port} is in use on ${host}`, { cause: error });
  if (code === 'EACCES') return new EmulatorOptionError('port', `port ${port} needs rights that this process has not`, { cause: error });
  return new EmulatorOptionError('host', `cannot listen on ${host}, port ${port}: ${code}`, { cause: error });
}

/** A server that listens, and the port that it got. */
export function listen(port: number, host: string): Promise<{ server: Server; port: number }> {
  // Whoever asks ends an idle connection: one that ends here as its client uses it again loses a request, on a busy machine above all.
  const server = createServer({ keepAliveTimeout: 0 });
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(explained(error, port, host)));
    server.listen(port, host, () => {
      server.removeAllListeners('error').on('error', () => {}); // A connection that could not be taken is its client's to retry.
      const address = server.address();
      resolve({ server, port: typeof address === 'object' && address ? address.port : port });
    });
  });
}

/** Resolves when the port is free; connections that are kept alive do not hold it. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
