export function installWorkbench(): Promise<{ chromium: string | undefined; server: string; node: string }>;
export function findChromium(): string | undefined;
