// The HTML of the chat view: nothing runs that does not carry the nonce, nothing loads that is not the extension's own.

export interface PageParts {
  /** What the editor names as the origin of the extension's own files. */
  readonly ownSource: string;
  readonly nonce: string;
  readonly script: string;
  readonly style: string;
}

export function pageHtml({ ownSource, nonce, script, style }: PageParts): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${ownSource}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="UTF-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Understudy</title>
  <link rel="stylesheet" href="${style}">
</head>
<body>
  <div id="root"></div>
  <script type="module" nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
