// What a private language server may see of our environment. Built from an allow-list, so that no key reaches it.

const allowed = new Set(
  (
    'PATH HOME USER LOGNAME LANG LANGUAGE TMPDIR TMP TEMP USERPROFILE APPDATA LOCALAPPDATA PROGRAMDATA SYSTEMROOT WINDIR COMSPEC PATHEXT ' +
    'GOPATH GOROOT GOMODCACHE GOCACHE GOTOOLCHAIN CARGO_HOME RUSTUP_HOME RUSTUP_TOOLCHAIN VIRTUAL_ENV CONDA_PREFIX PYENV_ROOT PYENV_VERSION ' +
    'XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME'
  ).split(' '),
);

/** The allowed part of `from`, with what the server needs on top. Electron runs as plain Node in it. */
export function serverEnvironment(from: NodeJS.ProcessEnv, extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(from)) {
    if (value !== undefined && (allowed.has(name.toUpperCase()) || name.startsWith('LC_'))) kept[name] = value;
  }
  if (process.versions.electron) kept.ELECTRON_RUN_AS_NODE = '1';
  return { ...kept, ...extra };
}
