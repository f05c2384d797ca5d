// Model keys in the editor's secret storage, one for each server. A key never reaches settings, logs or the chat page.
import type * as vscode from 'vscode';

export interface KeyStore {
  find(baseUrl: string): Promise<string | undefined>;
  /** An empty key removes it. */
  keep(baseUrl: string, key: string): Promise<void>;
}

export function createKeyStore(secrets: vscode.SecretStorage): KeyStore {
  const nameOf = (baseUrl: string) => `understudy.key:${baseUrl.trim().replace(/\/+$/, '')}`;
  return {
    find: async (baseUrl) => secrets.get(nameOf(baseUrl)),
    keep: async (baseUrl, key) => (key === '' ? secrets.delete(nameOf(baseUrl)) : secrets.store(nameOf(baseUrl), key)),
  };
}
