// A real HTTP server that speaks OpenAI embeddings. Vectors are counts of letters, so that like texts are near each other.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface EmbeddingsServer {
  /** Ends before /embeddings. */
  readonly baseUrl: string;
  /** The texts of each answered request. */
  readonly asked: readonly (readonly string[])[];
  /** Statuses to refuse the next requests with. */
  readonly refusals: { status: number; headers?: Record<string, string> }[];
  close(): Promise<void>;
}

const tokensPerText = 10;

export async function startEmbeddingsServer(options: { dimensions: number; apiKey?: string }): Promise<EmbeddingsServer> {
  const asked: string[][] = [];
  const refusals: EmbeddingsServer['refusals'] = [];
  const server = createServer((request, response) => {
    const refuse = (status: number, headers: Record<string, string> = {}) => response.writeHead(status, headers).end('{"error":{}}');
    if (request.url !== '/v1/embeddings') return refuse(404);
    if (options.apiKey && request.headers.authorization !== `Bearer ${options.apiKey}`) return refuse(401);
    void readBody(request).then((body) => {
      const refusal = refusals.shift();
      if (refusal) return refuse(refusal.status, refusal.headers);
      const { input } = JSON.parse(body) as { input: string[] };
      asked.push(input);
      const data = input.map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text, options.dimensions) }));
      response.writeHead(200, { 'content-type': 'application/json' });
      // In another order than asked: a client must go by the index.
      response.end(JSON.stringify({ data: data.reverse(), usage: { prompt_tokens: tokensPerText * input.length } }));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    asked,
    refusals,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

function vectorOf(text: string, dimensions: number): number[] {
  const counts = new Array<number>(dimensions).fill(0.01);
  for (const letter of text.toLowerCase()) counts[letter.charCodeAt(0) % dimensions]! += 1;
  return counts;
}
