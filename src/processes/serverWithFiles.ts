// Entry of a child: runs a language server written for Node, with virtual files laid over its file system.
// Called as `serverWithFiles SERVER ARGUMENTS…`; the parent sends the files over the channel and waits for the echo.
import { createRequire } from 'node:module';
import { layVirtualFiles } from '../node/language/virtualFiles.ts';

const lay = layVirtualFiles();
process.on('message', (message: { readonly turn: number; readonly files: readonly (readonly [string, string | null])[] }) => {
  lay(new Map(message.files.map(([path, text]) => [path, text ?? undefined])));
  process.send?.({ turn: message.turn });
});

const [, , server, ...args] = process.argv;
if (!server) throw new Error('Name the server to run.');
process.argv = [process.execPath, server, ...args];
createRequire(server)(server);
