export function chromiumPath(): string | undefined;
export function available(): Record<'chromium' | 'firefox' | 'webkit', boolean>;
